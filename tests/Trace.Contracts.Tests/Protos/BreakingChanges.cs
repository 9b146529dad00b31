using System.Globalization;

namespace Trace.Contracts.Tests.Protos;

/// <summary>
/// What a change of the protos breaks. Bytes are kept for ever: a number keeps its meaning, what is removed leaves its number reserved,
/// and a bound is a rule by which old entries are judged again. Additions are none.
/// </summary>
internal static class BreakingChanges
{
    /// <summary>A sentence for each thing that the newer text breaks of the older one; none where it only adds.</summary>
    /// <param name="older">What <see cref="ProtoText"/> wrote once.</param>
    /// <param name="newer">What it writes now.</param>
    public static IReadOnlyList<string> Between(string older, string newer)
    {
        var (before, after) = (Read(older), Read(newer));
        return
        [
            .. before.Keys.Where(heading => !after.ContainsKey(heading)).Select(heading => $"{heading}: removed"),
            .. before.Keys.Where(after.ContainsKey).SelectMany(heading => Between(heading, before[heading], after[heading])),
        ];
    }

    private static IEnumerable<string> Between(string heading, Dictionary<string, string> before, Dictionary<string, string> after)
    {
        foreach (var (key, was) in before)
        {
            if (!after.TryGetValue(key, out string? now))
            {
                if (Removal(key, after) is { } removed)
                {
                    yield return $"{heading}: {removed}";
                }
            }
            else if (was != now)
            {
                yield return $"{heading}: {Change(key, was, now)}";
            }
        }

        foreach (var (key, added) in after.Where(line => line.Key.StartsWith("field ", StringComparison.Ordinal) && !before.ContainsKey(line.Key)))
        {
            if (added.Contains("[required", StringComparison.Ordinal))
            {
                yield return $"{heading}: {key} is new and required; no statement made before has it";
            }
        }
    }

    private static string? Removal(string key, Dictionary<string, string> after)
    {
        string number = key[(key.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return key.Split(' ')[0] switch
        {
            "field" or "value" => after.ContainsKey($"reserved {number}") ? null : $"{key} was removed and its number is not reserved",
            "reserved" => $"{number} is no longer reserved",
            _ => $"{key} was removed",
        };
    }

    private static string Change(string key, string was, string now)
    {
        var (wasWithout, nowWithout) = (was.Split(" [")[0], now.Split(" [")[0]);
        return wasWithout == nowWithout
            ? $"{key} \"{wasWithout}\": its bounds were {Bounds(was)} and are {Bounds(now)}; a changed bound is a changed rule"
            : $"{key} was \"{wasWithout}\" and is \"{nowWithout}\"";
    }

    private static string Bounds(string line) => line.IndexOf('[', StringComparison.Ordinal) is var at && at < 0 ? "none" : line[at..];

    // By heading, each thing that has a number or a name, and what is said of it.
    private static Dictionary<string, Dictionary<string, string>> Read(string text)
    {
        var headings = new Dictionary<string, Dictionary<string, string>>();
        Dictionary<string, string> current = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ' ')
            {
                headings.Add(line, current = []);
                continue;
            }

            string[] words = line.Trim().Split(' ', 3);
            if (words is ["reserved", var first, var rest] && rest.StartsWith("to ", StringComparison.Ordinal))
            {
                for (int number = int.Parse(first, CultureInfo.InvariantCulture); number <= int.Parse(rest[3..], CultureInfo.InvariantCulture); number++)
                {
                    current.Add($"reserved {number}", "");
                }
            }
            else
            {
                current.Add($"{words[0]} {words[1]}", words.Length > 2 ? words[2] : "");
            }
        }

        return headings;
    }
}
