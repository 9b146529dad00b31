using Trace.Tool.Output;

namespace Trace.Tool.Tests;

/// <summary>What parties wrote never moves a cursor.</summary>
public class PrintedTests
{
    [Theory]
    [InlineData("\u001b[31mred", "\uFFFD[31mred")]
    [InlineData("\u009b31m", "\uFFFD31m")]
    [InlineData("a\r\nb\tc\0", "a\uFFFD\uFFFDb\uFFFDc\uFFFD")]
    [InlineData("\u202Eturned\u2066", "\uFFFDturned\uFFFD")]
    [InlineData("福鼎白茶 Fuding é 🍵", "福鼎白茶 Fuding é 🍵")]
    public void A_text_is_made_safe_and_otherwise_left_alone(string text, string safe) => Assert.Equal(safe, Printed.Safe(text));
}
