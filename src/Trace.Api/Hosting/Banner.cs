namespace Trace.Api.Hosting;

/// <summary>
/// What <c>./run</c> shows once the service is up. Each capability adds what its users need to know, during its own start:
/// the ledger its origin and vkey.
/// </summary>
public sealed class Banner
{
    private readonly Lock _guard = new();
    private readonly List<(string Label, string Value)> _facts = [];
    private readonly List<(string Title, string Text, string Advice, Action Shown)> _once = [];
    private readonly List<(string Command, string Effect)> _next = [];
    private readonly List<(string Title, string Picture)> _pictures = [];

    /// <summary>A line such as <c>vkey   example.com+1234…</c>.</summary>
    public void Add(string label, string value)
    {
        lock (_guard) _facts.Add((label, value));
    }

    /// <summary>A command to try next, and what it shows.</summary>
    public void TryNext(string command, string effect)
    {
        lock (_guard) _next.Add((command, effect));
    }

    /// <summary>A picture of characters, such as a QR code, below the facts.</summary>
    public void Show(string title, string picture)
    {
        lock (_guard) _pictures.Add((title, picture));
    }

    /// <summary>Something to be kept by who reads it: printed once, apart from the rest, and forgotten. <paramref name="shown"/> follows once it was.</summary>
    public void Once(string title, string text, string advice, Action shown)
    {
        lock (_guard) _once.Add((title, text, advice, shown));
    }

    internal void Print(TextWriter to)
    {
        lock (_guard)
        {
            to.WriteLine();
            var width = _facts.Select(fact => fact.Label.Length).DefaultIfEmpty().Max();
            foreach (var (label, value) in _facts) to.WriteLine($"  {label.PadRight(width)}  {value}");
            foreach (var (title, picture) in _pictures) to.WriteLine($"\n  {title}\n\n    {picture.TrimEnd().ReplaceLineEndings("\n    ")}");
            foreach (var (title, text, advice, _) in _once) to.WriteLine($"\n  {title}. {advice}\n\n    {text.TrimEnd().ReplaceLineEndings("\n    ")}");
            if (_next.Count > 0) to.WriteLine("\n  Try next:");
            width = _next.Select(line => line.Command.Length).DefaultIfEmpty().Max();
            foreach (var (command, effect) in _next) to.WriteLine($"    {command.PadRight(width)}  {effect}");
            to.WriteLine("\n  Ctrl-C stops the service and then its database.\n");
            to.Flush();
            foreach (var (_, _, _, shown) in _once) shown();
            _once.Clear();
        }
    }
}
