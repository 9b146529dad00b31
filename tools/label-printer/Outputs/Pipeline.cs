using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Layouts;

namespace Trace.LabelPrinter.Outputs;

/// <summary>Composes labels on all processors and hands them on in their order, some ahead and never many.</summary>
internal static class Pipeline
{
    private const int AheadOfProcessor = 8;

    public static async IAsyncEnumerable<Drawn> DrawAsync(
        IEnumerable<Label> labels, Resolution resolution, SymbolSource symbols, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var ahead = new Queue<Task<Drawn>>();
        foreach (var label in labels)
        {
            cancellation.ThrowIfCancellationRequested();
            ahead.Enqueue(Task.Run(() => Composition.Of(label, resolution, symbols), cancellation));
            if (ahead.Count >= AheadOfProcessor * Environment.ProcessorCount)
            {
                yield return await ahead.Dequeue();
            }
        }

        while (ahead.TryDequeue(out var next))
        {
            yield return await next;
        }
    }
}
