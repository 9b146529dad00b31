using Microsoft.ClearScript;
using Microsoft.ClearScript.JavaScript;
using Microsoft.ClearScript.V8;
using Trace.Web;

namespace Trace.Symbols.Engines;

/// <summary>One V8 with scripts of web/ in it. For one caller at a time.</summary>
internal sealed class Script : IDisposable
{
    private const int MegaByte = 1 << 20;

    private readonly V8ScriptEngine _engine;
    private readonly ScriptObject _global;

    // Before the first V8 is made. Background work of V8 comes back to a busy engine as interrupts, and ClearScript 7.5 was seen to answer each with
    // the next, without end: one engine in a few runs stood still and took gigabytes in a minute.
    static Script() => V8Settings.GlobalFlags |= V8GlobalFlags.DisableBackgroundWork;

    /// <summary>Starts V8 and runs the scripts.</summary>
    /// <param name="global">What the last script leaves behind, and is called by.</param>
    /// <param name="files">Names of <see cref="WebFiles"/>, in order.</param>
    public Script(string global, params ReadOnlySpan<string> files)
    {
        var constraints = new V8RuntimeConstraints { MaxOldSpaceSize = 256, MaxNewSpaceSize = 16, MaxArrayBufferAllocation = 256UL * MegaByte };
        _engine = new V8ScriptEngine(constraints, V8ScriptEngineFlags.DisableGlobalMembers);
        try
        {
            foreach (var file in files)
            {
                _engine.Execute(new DocumentInfo(file), WebFiles.ReadText(file));
            }

            _global = (ScriptObject)_engine.Evaluate(global);
        }
        catch
        {
            _engine.Dispose();
            throw;
        }
    }

    /// <summary>Calls a function of the global.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="within">After that V8 is interrupted, wherever it is.</param>
    /// <param name="arguments">Numbers, texts, and buffers of <see cref="Buffer"/>.</param>
    /// <exception cref="TimeoutException">It took longer. This V8 is not to be used again.</exception>
    public object Call(string function, TimeSpan within, params object[] arguments)
    {
        using var alarm = new Timer(engine => ((V8ScriptEngine)engine!).Interrupt(), _engine, within, Timeout.InfiniteTimeSpan);
        try
        {
            return _global.InvokeMethod(function, arguments);
        }
        catch (ScriptInterruptedException interrupted)
        {
            throw new TimeoutException($"the barcode engine was stopped after {within.TotalSeconds:0.#} s", interrupted);
        }
    }

    /// <summary>Bytes for a script, copied once.</summary>
    public object Buffer(ReadOnlySpan<byte> bytes)
    {
        var buffer = (IArrayBuffer)((ScriptObject)_engine.Evaluate("ArrayBuffer")).Invoke(true, bytes.Length);
        unsafe
        {
            fixed (byte* from = bytes)
            {
                var (source, length) = ((IntPtr)from, bytes.Length);
                buffer.InvokeWithDirectAccess(to => System.Buffer.MemoryCopy((void*)source, (void*)to, length, length));
            }
        }

        return buffer;
    }

    /// <summary>Frees what no script holds any more.</summary>
    public void Collect() => _engine.CollectGarbage(exhaustive: true);

    public void Dispose()
    {
        _global.Dispose();
        _engine.Dispose();
    }
}
