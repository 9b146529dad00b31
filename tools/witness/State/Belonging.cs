namespace Trace.Witness.State;

/// <summary>What a state file says of itself.</summary>
/// <param name="State">Its id, 32 hex digits.</param>
/// <param name="Keys">Digests of the vkeys that it was made for.</param>
/// <param name="Sequence">How many times it has grown.</param>
/// <param name="Stopped">Why it must not be signed from any more; null where it may.</param>
internal sealed record StateHeader(string State, string Keys, long Sequence, string? Stopped);

/// <summary>What to do at start.</summary>
internal enum Beginning
{
    /// <summary>Go on from the state that is there.</summary>
    GoOn,

    /// <summary>Make a state.</summary>
    NewState,

    /// <summary>Go on from the state that is there, and make the marker follow it.</summary>
    NewMarker,
}

/// <summary>
/// Whether key, marker and state file belong together. A witness that forgot what it signed can be made to sign a fork: whatever looks like
/// forgetting is refused until somebody says that it is none.
/// </summary>
internal static class Belonging
{
    private const string Advice = "Bring back the newest one, or take a new key: a witness that forgot is a new witness.";

    /// <summary>Decides.</summary>
    /// <param name="marker">What the marker beside the key says; null where there is none.</param>
    /// <param name="state">What the state file says; null where there is none, or an empty one.</param>
    /// <param name="keys">Digests of the vkeys of the key file.</param>
    /// <param name="newState">Whether somebody said that these keys never signed, or that it does not matter.</param>
    /// <param name="newMarker">Whether somebody said that this state is the newest.</param>
    /// <exception cref="StartRefusedException">They don't belong together.</exception>
    public static Beginning Decide(MarkerContent? marker, StateHeader? state, string keys, bool newState, bool newMarker)
    {
        if (state is null)
        {
            return newState || marker is { State: null }
                ? Beginning.NewState
                : throw new StartRefusedException(marker is null
                    ? $"there is neither a state file nor a marker beside the key: this key may have signed elsewhere. {Advice} If it never signed, say --new-state."
                    : $"the state file is missing, and this key has signed {marker.Sequence} times from one. {Advice} --new-state begins anew, and can then be made to sign a fork.");
        }

        if (newState)
        {
            throw new StartRefusedException("--new-state is for a state file that is missing, and there is one.");
        }

        if (state.Keys != keys)
        {
            throw new StartRefusedException("the state file was made for other keys than those of the key file: each witness has a state file of its own.");
        }

        if (state.Stopped is { } why)
        {
            throw new StartRefusedException($"this witness has stopped for good: {why}. {Advice}");
        }

        if (newMarker)
        {
            return Beginning.NewMarker;
        }

        if (marker is null || (marker.State is null && state.Sequence > 0))
        {
            throw new StartRefusedException($"the marker beside the key is {(marker is null ? "missing" : "that of a key which has signed nothing")}, and so can't say whether this state file is the newest. Bring the marker back; if the state file is known to be the newest, say --new-marker.");
        }

        if (marker.State is null)
        {
            // A crash between the making of the state and the marker's first word.
            return Beginning.NewMarker;
        }

        if (marker.State != state.State)
        {
            throw new StartRefusedException($"the key has signed from another state file ({marker.State}) than this one ({state.State}). {Advice}");
        }

        return state.Sequence >= marker.Sequence
            ? Beginning.GoOn
            : throw new StartRefusedException($"the state file is older than what was signed: it has grown {state.Sequence} times, the marker beside the key says {marker.Sequence}. It was brought back from a backup, or what was written to it was lost. {Advice}");
    }
}
