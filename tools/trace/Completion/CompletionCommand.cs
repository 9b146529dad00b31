using System.CommandLine;

namespace Trace.Tool.Completion;

/// <summary><c>trace completion SHELL</c>: a script that asks this program what could come next.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print a completion script, such as for bash: source <(./trace completion bash)") { shell };
        command.SetAction(parsed => Console.Out.Write(Scripts[parsed.GetValue(shell)!]));
        return command;
    }

    // Each passes the line as typed and the place of the cursor, and is told one completion a line.
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _trace_complete() {
              local line
              COMPREPLY=()
              while IFS= read -r line; do
                [[ $line == "${COMP_WORDS[COMP_CWORD]}"* ]] && COMPREPLY+=("$line")
              done < <("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
            }
            complete -o default -F _trace_complete trace ./trace

            """,
        ["zsh"] = """
            #compdef trace
            _trace_complete() {
              local -a found
              found=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
              compadd -- $found || _files
            }
            compdef _trace_complete trace ./trace

            """,
        ["fish"] = """
            function __trace_complete
              set -l line (commandline -cp)
              set -l program (commandline -opc)[1]
              $program "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c trace -f -a "(__trace_complete)"

            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName trace, ./trace -ScriptBlock {
              param($word, $line, $position)
              & $line.CommandElements[0].Value "[suggest:$position]" "$line" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
              }
            }

            """,
    };
}
