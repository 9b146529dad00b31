using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Trace.Witness.Keys;

namespace Trace.Witness.State;

/// <summary>What was to become durable may not be: nothing is signed any more, and the process ends.</summary>
internal sealed class MemoryLostException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The witness's memory: state file, marker and the locks on both. One step is taken at a time; what it wrote is durable in the state file,
/// and then in the marker, before its answer is given out.
/// </summary>
internal sealed class Memory : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<FileLock> _locks;
    private readonly StateFile _state;
    private readonly Marker _marker;
    private string? _lost;

    private Memory(List<FileLock> locks, StateFile state, Marker marker)
    {
        (_locks, _state, _marker) = (locks, state, marker);
        Notes = state.Notes();
    }

    /// <summary>Why nothing is signed any more; null while all is well.</summary>
    public string? Lost => Volatile.Read(ref _lost);

    /// <summary>How many times the state has grown.</summary>
    public long Sequence => _marker.Content.Sequence;

    /// <summary>The newest cosigned note of each log, as far as its signatures may be shown.</summary>
    public IReadOnlyDictionary<string, byte[]> Notes { get; private set; }

    /// <summary>Opens what belongs to a key.</summary>
    /// <param name="key">The key file.</param>
    /// <param name="stateFile">The state file.</param>
    /// <param name="origins">The logs that get a row.</param>
    /// <param name="newState">See <see cref="Belonging"/>.</param>
    /// <param name="newMarker">See <see cref="Belonging"/>.</param>
    /// <exception cref="StartRefusedException">They don't belong together, or are in use.</exception>
    public static Memory Open(WitnessKeyFile key, string stateFile, IEnumerable<string> origins, bool newState, bool newMarker)
    {
        var opened = new Stack<IDisposable>();
        try
        {
            List<FileLock> locks = [];
            foreach (var path in (string[])[key.Path, stateFile])
            {
                locks.Add(FileLock.Take(path));
                opened.Push(locks[^1]);
            }

            var markerPath = Marker.PathOf(key.Path);
            var marker = Marker.Open(markerPath);
            if (marker is not null)
            {
                opened.Push(marker);
            }

            // A state that is missing and must not be is not made by looking for it.
            var keys = KeysOf(key);
            var isThere = File.Exists(stateFile);
            if (!isThere)
            {
                Belonging.Decide(marker?.Content, null, keys, newState, newMarker);
            }

            var state = StateFile.Open(stateFile);
            opened.Push(state);
            var beginning = Belonging.Decide(marker?.Content, state.Header, keys, newState, newMarker);
            var header = beginning == Beginning.NewState ? state.Create(keys) : state.Header!;
            state.AddLogs(origins);
            var content = new MarkerContent(header.State, header.Sequence);
            if (marker is null)
            {
                marker = Marker.Create(markerPath, content);
                opened.Push(marker);
            }
            else if (beginning != Beginning.GoOn)
            {
                marker.Rebind(content);
            }
            else if (marker.Content != content)
            {
                // A crash between the state's commit and the marker's. The state is ahead, and its note may be shown from here on.
                marker.Write(content);
            }

            return new Memory(locks, state, marker);
        }
        catch
        {
            while (opened.TryPop(out var one))
            {
                one.Dispose();
            }

            throw;
        }
    }

    /// <summary>Takes one step alone: judges by the head, and moves it or not.</summary>
    /// <typeparam name="T">What it answers.</typeparam>
    /// <param name="origin">A log that has a row.</param>
    /// <param name="judge">Decides from the head. It signs too: what it signed leaves only by this method's return.</param>
    /// <param name="cancellation">Ends the wait for the turn; a step that has begun is not cut short.</param>
    /// <exception cref="MemoryLostException">What was written may not be durable, or something was signed that this memory does not know.</exception>
    public async Task<T> StepAsync<T>(string origin, Func<Head, Step<T>> judge, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_lost is not null)
            {
                throw new MemoryLostException(_lost);
            }

            var head = _state.HeadOf(origin);
            var step = judge(head);
            if (step.Forgotten is { } why)
            {
                _state.Stop(why);
                throw Lose(why, null);
            }

            if (step.To is { } to)
            {
                var sequence = _state.Move(origin, head, to, step.Note!);
                if (sequence != _marker.Content.Sequence)
                {
                    _marker.Write(_marker.Content with { Sequence = sequence });
                }

                Notes = new Dictionary<string, byte[]>(Notes) { [origin] = step.Note! };
            }

            return step.Answer;
        }
        catch (Exception problem) when (problem is SqliteException or IOException or InvalidOperationException)
        {
            // Whether a failed write is on the disk can't be known: what is there is read anew by the next process.
            throw Lose($"the state could not be written: {problem.Message}", problem);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _state.Dispose();
        _marker.Dispose();
        _locks.ForEach(held => held.Dispose());
        _turn.Dispose();
    }

    private MemoryLostException Lose(string why, Exception? inner)
    {
        Volatile.Write(ref _lost, why);
        return new MemoryLostException(why, inner);
    }

    private static string KeysOf(WitnessKeyFile key) =>
        string.Join(' ', key.VerifierKeys.Select(vkey => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(vkey.ToString())))));
}
