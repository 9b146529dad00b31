using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Import.Planning;

namespace Trace.Import.Orders;

/// <summary>
/// What the statements of a folder call by name: parties and goods, keys, rolls, and one another. A statement is made when another first
/// names it, so that files may tell things in any order.
/// </summary>
internal sealed class OrdersBook(OrdersSource source, PlanBuilder builder) : IDisposable
{
    private const string KeyMark = "key:";

    private readonly Dictionary<string, string> _names = new(source.Names, StringComparer.Ordinal) { ["registrar"] = builder.Context.Registrar, ["platform"] = builder.Context.Platform };
    private readonly Dictionary<string, Func<PlannedStatement>> _unsaid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlannedStatement> _said = new(StringComparer.Ordinal);
    private readonly HashSet<string> _saying = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Ed25519Signer> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _grants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OrdersRoll> _rolls = new(StringComparer.Ordinal);

    public PlanBuilder Builder { get; } = builder;

    public string Folder { get; } = source.Folder;

    /// <summary>Says how a statement is made, once it is wanted. False where the label is taken.</summary>
    public bool Expect(string label, Func<PlannedStatement> make) => _unsaid.TryAdd(label, make);

    public void ExpectGrant(string key, string label) => _grants[key] = label;

    public void ExpectRoll(string label, int count) => _rolls[label] = new OrdersRoll(label, count, Builder.Secrets);

    public void Name(string name, string subject) => _names[name] = subject;

    /// <summary>Makes all statements that were not made yet.</summary>
    public void SayAll()
    {
        foreach (var label in _unsaid.Keys)
        {
            Said(label);
        }
    }

    /// <summary>A statement by its label.</summary>
    /// <exception cref="FormatException">There is none, or it rests on itself.</exception>
    public PlannedStatement Said(string label)
    {
        if (_said.TryGetValue(label, out var said))
        {
            return said;
        }

        if (!_unsaid.TryGetValue(label, out var make))
        {
            throw new FormatException($"no statement has the label \"{label}\"");
        }

        if (!_saying.Add(label))
        {
            throw new FormatException($"\"{label}\" rests on itself");
        }

        return _said[label] = make();
    }

    /// <summary>A key by its name: the registrar's, the platform's, the intake key, or one from the seed.</summary>
    public Ed25519Signer Key(string name)
    {
        switch (name)
        {
            case "registrar":
                return Builder.Context.RegistrarSigner;
            case "platform":
                return Builder.Context.PlatformSigner;
            case "intake":
                return Builder.Context.IntakeSigner ?? throw new FormatException("the intake key is needed, and was not given");
        }

        if (!_keys.TryGetValue(name, out var key))
        {
            _keys[name] = key = Builder.Secrets.Key("sample", name);
        }

        return key;
    }

    /// <summary>The grant of a key, which comes before all that it signs; null where it is granted elsewhere, or never.</summary>
    public PlannedStatement? GrantOf(string key) => _grants.TryGetValue(key, out var label) ? Said(label) : null;

    /// <summary>A subject key, written out or by a name: <c>name</c>, <c>name/10/lot</c>, <c>name/21/#roll:3</c>, <c>key:name</c>, an order, or its <c>/parcel</c>.</summary>
    /// <exception cref="FormatException">It is no subject key.</exception>
    public string Subject(string text)
    {
        if (text.StartsWith(KeyMark, StringComparison.Ordinal))
        {
            var name = text[KeyMark.Length..];
            return $"{Subject(name.Split('/')[0])}/key/{KeyId.Of(StatementSigner.PublicKeyOf(Key(name)))}";
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var written = _names.TryGetValue(text, out var whole) ? whole
            : slash > 0 && _names.TryGetValue(text[..slash], out var head) ? head + Serial(text[slash..])
            : text;
        return SubjectKey.TryParse(written, out var key, out var problem) ? key.Value : throw new FormatException(problem);
    }

    /// <summary>A roll and a number in it, of <c>roll:3</c>.</summary>
    /// <exception cref="FormatException">There is no such roll.</exception>
    public (string Label, OrdersRoll Roll, int Number) RollOf(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 2 && _rolls.TryGetValue(parts[0], out var roll) && int.TryParse(parts[1], System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0
            ? (parts[0], roll, number)
            : throw new FormatException($"\"{text}\" must be the label of a marking and a number from 1, such as roll-a:3");
    }

    public ByteString RootOf(string label) => ByteString.CopyFrom(_rolls[label].Root.AsSpan());

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private string Serial(string path)
    {
        var mark = path.LastIndexOf('#');
        if (mark < 0)
        {
            return path;
        }

        var (_, roll, number) = RollOf(path[(mark + 1)..]);
        return path[..mark] + roll.Serial(number);
    }
}
