using System.Text.Json;

namespace Trace.Import.Running;

/// <summary>How far a run came, in a file beside the import's numbers: what a stopped run leaves to the next.</summary>
/// <param name="Plan">Fingerprint of the plan; a state of another plan does not count.</param>
/// <param name="Done">Statements from the beginning that were sent.</param>
/// <param name="Waiting">Of these the ones that were refused for now.</param>
/// <param name="Refused">Of these the ones that were refused for good: sent again, so that the last run's report has them too.</param>
/// <param name="Undisclosed">Recorded ones of which a content may not be uploaded yet.</param>
internal sealed record RunState(string Plan, int Done, IReadOnlyList<int> Waiting, IReadOnlyList<int> Refused, IReadOnlyList<int> Undisclosed)
{
    private const string FileName = "progress.json";

    // A state that can't be read costs time, not statements: all are sent again and found by identity.
    public static RunState Load(string? folder, string plan, int count)
    {
        var none = new RunState(plan, 0, [], [], []);
        if (folder is null || !File.Exists(Path.Combine(folder, FileName)))
        {
            return none;
        }

        try
        {
            var state = JsonSerializer.Deserialize<RunState>(File.ReadAllText(Path.Combine(folder, FileName)));
            return state is { Waiting: not null, Refused: not null, Undisclosed: not null } && state.Plan == plan && state.Done >= 0 && state.Done <= count
                && state.Waiting.Concat(state.Refused).All(index => index >= 0 && index < state.Done) && state.Undisclosed.All(index => index >= 0 && index < count) ? state : none;
        }
        catch (JsonException)
        {
            return none;
        }
    }

    /// <summary>Whether a run of any plan was stopped before its end.</summary>
    public static bool IsThere(string folder) => File.Exists(Path.Combine(folder, FileName));

    public void Save(string? folder)
    {
        if (folder is null)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this));
        File.Move(path + ".new", path, overwrite: true);
    }

    public static void Clear(string? folder)
    {
        if (folder is not null)
        {
            File.Delete(Path.Combine(folder, FileName));
        }
    }
}
