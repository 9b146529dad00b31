using System.Collections;
using System.CommandLine;
using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Ledger;
using Trace.Tool.Keys;
using Trace.V1;

namespace Trace.Tool.Recording;

/// <summary>The flag of one field of a kind, made from its descriptor: nested fields are dotted, repeated ones repeat.</summary>
internal abstract class FieldFlag(IReadOnlyList<FieldDescriptor> path, string name)
{
    /// <summary>From the payload, or from Confidential, to the field.</summary>
    public IReadOnlyList<FieldDescriptor> Path { get; } = path;

    /// <summary>With its two hyphens.</summary>
    public string Name { get; } = name;

    /// <summary>What the command line has.</summary>
    public abstract Option Option { get; }

    /// <summary>Whether it was given.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetResult(Option) is { Implicit: false };

    /// <summary>Sets the field from the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="draft">Whose commitments it adds to.</param>
    /// <param name="root">The payload, or Confidential.</param>
    /// <param name="shelf">Where named keys lie.</param>
    public abstract void Apply(ParseResult parsed, Draft draft, IMessage root, KeyShelf shelf);

    /// <summary>The message that holds the field, made where it is absent.</summary>
    protected IMessage Holder(IMessage root)
    {
        foreach (var field in Path.SkipLast(1))
        {
            var below = (IMessage?)field.Accessor.GetValue(root);
            if (below is null)
            {
                below = FieldValues.Empty(field.MessageType);
                field.Accessor.SetValue(root, below);
            }

            root = below;
        }

        return root;
    }
}

/// <summary>A flag with a value.</summary>
internal sealed class ValueFlag : FieldFlag
{
    // One of the two: a single value, or several.
    private readonly Option<string?>? _one;
    private readonly Option<string[]>? _many;

    public ValueFlag(IReadOnlyList<FieldDescriptor> path, string name)
        : base(path, name)
    {
        var field = path[^1];
        IsKey = field.FieldType == FieldType.Message && field.MessageType == PublicKey.Descriptor;
        Option = field.IsRepeated ? _many = new Option<string[]>(name) { Arity = ArgumentArity.OneOrMore } : _one = new Option<string?>(name) { Arity = ArgumentArity.ExactlyOne };
        Option.Description = FieldHelp.Of(path);
        Option.HelpName = FieldHelp.Name(field);
        if (field.FieldType == FieldType.Enum)
        {
            Option.CompletionSources.Add([.. EnumWords.Of(field.EnumType).Keys]);
        }
    }

    public override Option Option { get; }

    /// <summary>Whether it names a public key.</summary>
    public bool IsKey { get; }

    /// <summary>The key file that was named; null where the key came in hex.</summary>
    public string? KeyFileName(ParseResult parsed) => Texts(parsed) is [.., var text] && !IsHexKey(text) ? text : null;

    public override void Apply(ParseResult parsed, Draft draft, IMessage root, KeyShelf shelf)
    {
        var (field, holder) = (Path[^1], Holder(root));
        var texts = Texts(parsed);
        if (!field.IsRepeated)
        {
            field.Accessor.SetValue(holder, Value(field, texts[^1], draft, shelf));
            return;
        }

        // What a file said before gives way to what is typed.
        var elements = (IList)field.Accessor.GetValue(holder);
        elements.Clear();
        foreach (var text in field.FieldType == FieldType.Message ? texts : texts.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            elements.Add(Value(field, text, draft, shelf));
        }
    }

    private object Value(FieldDescriptor field, string text, Draft draft, KeyShelf shelf)
    {
        if (field.FieldType != FieldType.Message)
        {
            return FieldValues.Scalar(field, Name, text);
        }

        if (field.MessageType == PublicKey.Descriptor)
        {
            return Key(text, shelf);
        }

        if (field.MessageType == Commitment.Descriptor)
        {
            var (mediaType, content) = Contents.Read(Name, text);
            return draft.Commit(Path, mediaType, content);
        }

        return FieldValues.Message(field.MessageType, Name, text);
    }

    private string[] Texts(ParseResult parsed) => _many is not null ? parsed.GetValue(_many)! : [parsed.GetValue(_one!)!];

    private PublicKey Key(string text, KeyShelf shelf)
    {
        if (IsHexKey(text))
        {
            return new PublicKey { Algorithm = Algorithm.Ed25519, Key = FieldValues.Bytes(Name, text) };
        }

        using var key = shelf.Load(text);
        return key.PublicKey;
    }

    private static bool IsHexKey(string text) => text.Length == 2 * Ed25519Strict.PublicKeyBytes && text.All(char.IsAsciiHexDigit);
}

/// <summary>A flag without a value: true if given.</summary>
internal sealed class TruthFlag(IReadOnlyList<FieldDescriptor> path, string name) : FieldFlag(path, name)
{
    private readonly Option<bool> _option = new(name) { Description = FieldHelp.Of(path) };

    public override Option Option => _option;

    public override void Apply(ParseResult parsed, Draft draft, IMessage root, KeyShelf shelf) =>
        Path[^1].Accessor.SetValue(Holder(root), parsed.GetValue(_option));
}

/// <summary>A document by the file that it is: its hash and media type are filled in.</summary>
internal sealed class DocumentFlag(IReadOnlyList<FieldDescriptor> path, string name) : FieldFlag(path, name)
{
    private readonly Option<string> _option = new(name) { Description = "The document's own file: its SHA-256 and media type are filled in. The file stays where it is.", HelpName = "file" };

    public override Option Option => _option;

    public override void Apply(ParseResult parsed, Draft draft, IMessage root, KeyShelf shelf)
    {
        var file = parsed.GetValue(_option)!;
        var document = (Document?)Path[^1].Accessor.GetValue(Holder(root)) ?? new Document();
        using var content = File.OpenRead(file);
        document.Sha256 = ByteString.CopyFrom(SHA256.HashData(content));
        document.MediaType = Contents.MediaTypeOf(file);
        Path[^1].Accessor.SetValue(Holder(root), document);
    }
}
