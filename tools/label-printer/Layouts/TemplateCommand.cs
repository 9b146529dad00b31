using System.CommandLine;
using Trace.Tool;

namespace Trace.LabelPrinter.Layouts;

/// <summary><c>label-printer template</c>: a built-in layout as the file that an own one begins with.</summary>
internal static class TemplateCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var name = new Argument<string?>("name") { Description = $"One of {string.Join(", ", BuiltInLayouts.Names)}.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("template", "Print a built-in layout, to change it and use it by --template; without a name, list them.") { name };
        command.SetAction((parsed, _) => surroundings.RunAsync(parsed, () =>
        {
            if (parsed.GetValue(name) is not { } wanted)
            {
                Console.Out.WriteLine(string.Join(Environment.NewLine, BuiltInLayouts.Names));
            }
            else if (BuiltInLayouts.Names.Contains(wanted))
            {
                Files.WriteNew("-", BuiltInLayouts.Bytes(wanted));
            }
            else
            {
                throw new UsageException($"template \"{wanted}\": must be one of {string.Join(", ", BuiltInLayouts.Names)}");
            }

            return Task.FromResult(ExitCodes.Done);
        }));
        return command;
    }
}
