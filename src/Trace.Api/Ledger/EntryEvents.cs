using System.Collections.Frozen;
using Google.Protobuf;
using JasperFx.Events;
using Marten;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>An entry as Marten sees it: an event typed by its payload, so that projections are written as usual. Its bytes are the entry's own.</summary>
/// <typeparam name="TPayload">The kind of statement, such as <see cref="Sale"/>.</typeparam>
/// <param name="Entry">The entry, with its bytes.</param>
public sealed record EntryEvent<TPayload>(RecordedEntry Entry) : IEntryEvent
    where TPayload : class, IMessage<TPayload>;

/// <summary>What every <see cref="EntryEvent{TPayload}"/> has: real readers of all kinds go by this, projections by the payload.</summary>
public interface IEntryEvent
{
    /// <summary>The entry, with its bytes.</summary>
    RecordedEntry Entry { get; }
}

/// <summary>Registers an event type for each kind of statement, and keeps the entry's bytes as they are (<c>mt_events.bdata</c>).</summary>
public static class EntryEvents
{
    private static readonly FrozenDictionary<Statement.PayloadOneofCase, Type> Types = RulesTable.All.ToFrozenDictionary(
        rules => rules.Kind, rules => typeof(EntryEvent<>).MakeGenericType(rules.Descriptor.ClrType));

    private static readonly FrozenDictionary<Statement.PayloadOneofCase, string> ClrNames = Types.ToFrozenDictionary(
        type => type.Key, type => $"{type.Value.FullName}, {type.Value.Assembly.GetName().Name}");

    /// <summary>The name of a kind's CLR type as Marten writes it beside each event; it reads by <see cref="NameOf"/> first.</summary>
    /// <param name="kind">The kind.</param>
    public static string ClrNameOf(Statement.PayloadOneofCase kind) => ClrNames[kind];

    /// <summary>Marten's name of a kind's events, kept for ever: the payload's field name.</summary>
    /// <param name="rules">The kind.</param>
    public static string NameOf(KindRules rules) => rules.FieldName;

    /// <summary>Tells Marten of every kind.</summary>
    /// <param name="options">The store's options.</param>
    public static void MapAll(StoreOptions options)
    {
        var register = typeof(EntryEvents).GetMethod(nameof(Map), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;
        foreach (var rules in RulesTable.All)
        {
            register.MakeGenericMethod(rules.Descriptor.ClrType).Invoke(null, [options, NameOf(rules)]);
        }
    }

    private static void Map<TPayload>(StoreOptions options, string name)
        where TPayload : class, IMessage<TPayload>
    {
        options.Events.UseBinarySerializer<EntryEvent<TPayload>>(new EntryBytes<TPayload>());
        options.Events.MapEventType<EntryEvent<TPayload>>(name);
    }

    private sealed class EntryBytes<TPayload> : IEventBinarySerializer
        where TPayload : class, IMessage<TPayload>
    {
        public byte[] Serialize(Type type, object value) => ((EntryEvent<TPayload>)value).Entry.Bytes.ToByteArray();

        public object Deserialize(Type type, byte[] data) => new EntryEvent<TPayload>(RecordedEntry.Parse(ByteString.CopyFrom(data)));
    }
}
