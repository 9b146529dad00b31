using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.ClearScript;
using Microsoft.ClearScript.JavaScript;
using Microsoft.ClearScript.V8;
using Trace.Web;

namespace Trace.Import.Dispatch;

/// <summary>
/// Reads and plans a day's export with the very code that the dispatch page runs, in V8. Bytes of texts are decoded here: bare V8 knows
/// no GB18030.
/// </summary>
public sealed class DispatchScript : IDisposable
{
    private const string Script = "dispatch-file.js";
    /// <summary>The largest file.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    // A file is hostile until it is read: neither memory without end nor a stack without end.
    private static readonly V8RuntimeConstraints s_bounds = new() { MaxOldSpaceSize = 512, MaxNewSpaceSize = 64 };

    private readonly V8ScriptEngine _engine;

    static DispatchScript() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Starts V8 and loads the script; takes some tens of milliseconds.</summary>
    public DispatchScript()
    {
        _engine = new V8ScriptEngine(s_bounds);
        _engine.Execute(Script, WebFiles.ReadText(Script));
    }

    /// <summary>Reads CSV, TSV (UTF-8, UTF-16 with its mark, GBK and GB18030) or XLSX.</summary>
    /// <param name="bytes">The file, at most 20 MB.</param>
    /// <param name="options">How.</param>
    /// <exception cref="FormatException">It is no such file, or has no table that is understood.</exception>
    public DispatchReading Read(byte[] bytes, DispatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Read(bytes, "readText", "readWorkbook", JsonSerializer.Serialize(options, DispatchJson.Default.DispatchOptions), DispatchJson.Default.DispatchReading);
    }

    /// <summary>Which labels of items a file asks for: a list of products, or an export as <see cref="Read(byte[], DispatchOptions)"/> takes it.</summary>
    /// <param name="bytes">The file, at most 20 MB.</param>
    /// <param name="mapping">Header of each field whose column has another than the usual ones: gtin, count, lot, name-zh, name-en.</param>
    /// <exception cref="FormatException">It is no such file, or has no column of products.</exception>
    public LabelReading ReadLabels(byte[] bytes, IReadOnlyDictionary<string, string> mapping) =>
        Read(bytes, "labelsOfText", "labelsOfWorkbook", JsonSerializer.Serialize(mapping, DispatchJson.Default.IReadOnlyDictionaryStringString), DispatchJson.Default.LabelReading);

    /// <summary>Which statements the rows make.</summary>
    /// <param name="reading">What was read.</param>
    /// <param name="party">Subject key of the shop.</param>
    /// <param name="recorded">Lines that were recorded before, and under which key.</param>
    public DispatchPlan Plan(DispatchReading reading, string party, IReadOnlyDictionary<string, string> recorded)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var options = JsonSerializer.Serialize(new DispatchPlanOptions(party, recorded), DispatchJson.Default.DispatchPlanOptions);
        return Parse(Call("plan", reading.Rows.GetRawText(), options), DispatchJson.Default.DispatchPlan);
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private T Read<T>(byte[] bytes, string ofText, string ofWorkbook, string how, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length > MaxBytes)
        {
            throw new FormatException($"The file is larger than {MaxBytes / 1024 / 1024} MB.");
        }

        var answer = IsText(bytes) ? Call(ofText, Decode(bytes), FormOf(bytes), how) : Call(ofWorkbook, Typed(bytes), how);
        using var read = JsonDocument.Parse(answer);
        return read.RootElement.TryGetProperty("message", out var message) ? throw new FormatException(message.GetProperty("en").GetString()!) : Parse(answer, type);
    }

    private string Call(string function, params object[] arguments)
    {
        try
        {
            return (string)((ScriptObject)_engine.Script.dispatchFile).InvokeMethod(function, arguments);
        }
        catch (ScriptEngineException failed) when (failed.IsFatal)
        {
            throw new FormatException("The file needs more memory than is given to it.");
        }
    }

    private ITypedArray<byte> Typed(byte[] bytes)
    {
        var array = (ITypedArray<byte>)((ScriptObject)_engine.Script.Uint8Array).Invoke(asConstructor: true, bytes.Length);
        array.Write(bytes, 0, (ulong)bytes.Length, 0);
        return array;
    }

    private static T Parse<T>(string json, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(json, type)!;

    private static bool IsText(byte[] bytes) => bytes is not ([0x50, 0x4b, 0x03, 0x04, ..] or [0xd0, 0xcf, 0x11, 0xe0, ..] or []);

    private static string FormOf(byte[] bytes) => bytes is [0xff, 0xfe, ..] ? "utf-16" : System.Text.Unicode.Utf8.IsValid(bytes) ? "utf-8" : "gb18030";

    private static string Decode(byte[] bytes) => (FormOf(bytes) switch
    {
        "utf-16" => Encoding.Unicode,
        "utf-8" => Encoding.UTF8,
        _ => Encoding.GetEncoding("GB18030"),
    }).GetString(bytes);
}
