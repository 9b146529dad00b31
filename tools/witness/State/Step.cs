namespace Trace.Witness.State;

/// <summary>What a step of <see cref="Memory"/> decided.</summary>
/// <typeparam name="T">The answer's type.</typeparam>
/// <param name="Answer">What is answered, once the rest is durable.</param>
internal sealed record Step<T>(T Answer)
{
    /// <summary>The head to move to, the same one for a cosignature of the same tree; null where nothing is signed.</summary>
    public Head? To { get; init; }

    /// <summary>The checkpoint with the signatures that go out; there where <see cref="To"/> is.</summary>
    public byte[]? Note { get; init; }

    /// <summary>How it is known that this memory has forgotten something it signed; null where it is not.</summary>
    public string? Forgotten { get; init; }
}
