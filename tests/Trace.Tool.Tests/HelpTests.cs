using System.CommandLine;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Tool.Tests;

/// <summary>Help on everything, read from the root command in this process: it writes to where it is told.</summary>
public class HelpTests
{
    public static IEnumerable<TheoryDataRow<PayloadOneofCase>> Kinds =>
        RulesTable.All.Where(rules => rules.Kind != PayloadOneofCase.Genesis).Select(rules => new TheoryDataRow<PayloadOneofCase>(rules.Kind));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_help_of_a_kind_lists_a_flag_for_every_field(PayloadOneofCase kind)
    {
        var rules = RulesTable.Of(kind);
        var help = Help("record", Kebab(rules.FieldName));

        var flags = FlagsOf(rules.Descriptor, "").Select(flag => kind == PayloadOneofCase.KeyGrant && flag == "--key" ? "--key-grant.key" : flag).ToList();
        if (rules.MaySeal)
        {
            flags.AddRange(FlagsOf(rules.Descriptor.NestedTypes.First(nested => nested.Name == "Confidential"), "sealed."));
        }

        Assert.All(flags, flag => Assert.Matches($@"(?m)^\s+{Regex.Escape(flag)}(\s|$)", help));
        Assert.Contains(rules.Chinese, help, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_and_every_option_says_what_it_is_for()
    {
        var silent = Below(CommandTree.Create()).SelectMany(command => command.Options.Cast<Symbol>().Concat(command.Arguments).Append(command).Where(symbol => string.IsNullOrWhiteSpace(symbol.Description)).Select(symbol => $"{command.Name} {symbol.Name}"));

        Assert.Empty(silent);
    }

    [Fact]
    public void The_help_of_the_root_says_what_each_exit_code_means()
    {
        var help = Help();

        Assert.Contains("0 done, 1 refused or not verified, 2 wrong usage, 3 the service was not reached or failed, 4 the log forked", help, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_and_words_stand_in_the_help()
    {
        var help = Help("record", "transit");

        Assert.Contains("One of picked-up, arrived, departed", help, StringComparison.Ordinal);
        Assert.Contains("32 bytes in hex", help, StringComparison.Ordinal);
    }

    private static string Help(params string[] command)
    {
        using var output = new StringWriter();
        var code = CommandTree.Parse([.. command, "--help"]).Invoke(new InvocationConfiguration { Output = output, Error = output });
        Assert.Equal(0, code);
        return output.ToString();
    }

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Append(command);

    private static string Kebab(string name) => name.Replace('_', '-');

    // What is one value on a command line, though a message in the protos.
    private static readonly MessageDescriptor[] Values = [PublicKey.Descriptor, Commitment.Descriptor];

    private static IEnumerable<string> FlagsOf(MessageDescriptor message, string prefix) => message.Fields.InFieldNumberOrder().SelectMany(field =>
        field.FieldType == FieldType.Message && !field.IsRepeated && !Values.Contains(field.MessageType)
            ? FlagsOf(field.MessageType, $"{prefix}{Kebab(field.Name)}.")
            : [$"--{prefix}{Kebab(field.Name)}"]);
}
