namespace Trace.LabelPrinter.Printers;

/// <summary>Where a printer's commands go.</summary>
internal interface IPrinter
{
    /// <summary>How many labels go into one job of it. What a job that broke off printed is not known.</summary>
    int LabelsOfJob { get; }

    /// <summary>Sends one job, and returns when the receiver has taken all of it.</summary>
    /// <exception cref="IOException">It was not taken; the message says by whom.</exception>
    Task SendAsync(ReadOnlyMemory<byte> job, CancellationToken cancellation);
}
