using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Trace.Api.Lan;
using Trace.Api.Ledger;
using Trace.Api.Notices;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;

namespace Trace.Api.Hosting;

/// <summary>
/// Reads <see cref="TraceSettings"/> by the names of the environment. Every setting that breaks its rule is named in one message,
/// so that nobody mends them one start at a time. An empty value is an unset one.
/// </summary>
public sealed class SettingsReader
{
    private readonly IConfiguration _source;
    private readonly List<string> _problems = [];

    private SettingsReader(IConfiguration source) => _source = source;

    /// <exception cref="StartRefusedException">A setting breaks its rule; exit code 2.</exception>
    public static TraceSettings Read(IConfiguration source)
    {
        var reader = new SettingsReader(source);
        var settings = reader.Read();
        return reader._problems.Count == 0
            ? settings
            : throw new StartRefusedException(string.Join('\n', reader._problems), StartRefusedException.BadSetting);
    }

    private TraceSettings Read()
    {
        var data = Folder("TRACE_DATA", "data");
        var settings = new TraceSettings
        {
            HttpPort = Port("TRACE_HTTP_PORT", 8080),
            GrpcPort = Port("TRACE_GRPC_PORT", 8081),
            Listen = Listen("TRACE_LISTEN"),
            Data = data,
            Postgres = ConnectionString("TRACE_POSTGRES"),
            Sample = Sample("TRACE_SAMPLE"),
            Ledger = LedgerName("TRACE_LEDGER"),
            Anchor = Folder("TRACE_ANCHOR", Path.Combine(data, "anchor")),
            PublicUrl = PublicUrl("TRACE_PUBLIC_URL"),
            HttpReads = Rate("TRACE_HTTP_READS", 100),
            HttpWrites = Rate("TRACE_HTTP_WRITES", 100),
            Policy = Policy("TRACE_POLICY"),
            ClockConfirmed = Confirmed("TRACE_CLOCK"),
            AnchorConfirmed = Confirmed("TRACE_ANCHOR_NEW"),
            Tls = Tls("TRACE_TLS_CERT", "TRACE_TLS_KEY"),
            Lan = Lan("TRACE_LAN", "TRACE_LAN_PORT"),
            Cases = Cases("TRACE_DEADLINES", "TRACE_CALENDAR"),
            Scheduler = Switch("TRACE_SCHEDULER", true),
            Smtp = Smtp(),
            Contacts = ContactsFile("TRACE_CONTACTS"),
            NoticesPage = Switch("TRACE_NOTICES_PAGE", Value("TRACE_PUBLIC_URL") is null),
        };
        settings = settings with
        {
            Registrar = Party("TRACE_REGISTRAR", settings.Registrar),
            Platform = Party("TRACE_PLATFORM", settings.Platform),
        };
        if (settings.HttpPort == settings.GrpcPort && settings.HttpPort != 0)
            Refuse("TRACE_GRPC_PORT", settings.GrpcPort.ToString(CultureInfo.InvariantCulture), "must differ from TRACE_HTTP_PORT");
        return settings;
    }

    private string? Value(string name) => string.IsNullOrWhiteSpace(_source[name]) ? null : _source[name]!.Trim();

    private void Refuse(string name, string value, string rule) => _problems.Add($"{name} \"{value}\": {rule}");

    private bool Confirmed(string name)
    {
        var value = Value(name);
        if (value is not (null or "confirmed")) Refuse(name, value, "must be unset or \"confirmed\"");
        return value is not null;
    }

    private bool Switch(string name, bool otherwise)
    {
        var value = Value(name);
        if (value is not (null or "on" or "off")) Refuse(name, value, "must be \"on\" or \"off\"");
        return value is null ? otherwise : value == "on";
    }

    private CaseRules Cases(string deadlinesName, string calendarName) => new(
        Parsed(deadlinesName, DeadlinesReader.Parse, CaseRules.Default.Deadlines),
        Parsed(calendarName, WorkingDays.Parse, CaseRules.Default.Days))
    {
        Text = $"{Parsed(deadlinesName, text => text, "")}\n{Parsed(calendarName, text => text, "")}",
    };

    private T Parsed<T>(string name, Func<string, T> parse, T otherwise)
    {
        if (Value(name) is not { } file) return otherwise;
        try
        {
            return parse(File.ReadAllText(file));
        }
        catch (FormatException e)
        {
            Refuse(name, file, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refuse(name, file, $"must name a file that can be read: {e.Message}");
        }
        return otherwise;
    }

    // It may come later; one that is there is right, or whoever it names would be told nothing.
    private string? ContactsFile(string name)
    {
        if (Value(name) is not { } file) return null;
        if (File.Exists(file)) Parsed(name, Contacts.Read, []);
        return Path.GetFullPath(file);
    }

    private SmtpSettings? Smtp()
    {
        if (Value("TRACE_SMTP_HOST") is not { } host) return null;
        var from = Value("TRACE_SMTP_FROM");
        if (from is null || !MimeKit.MailboxAddress.TryParse(from, out _)) Refuse("TRACE_SMTP_FROM", from ?? "", "must be the address that notices come from, as TRACE_SMTP_HOST is set, such as \"Trace <trace@shop.example>\"");
        var security = Value("TRACE_SMTP_SECURITY") ?? "starttls";
        if (security is not ("starttls" or "tls" or "none")) Refuse("TRACE_SMTP_SECURITY", security, "must be \"starttls\", \"tls\", or \"none\" for a server on this machine");
        return new SmtpSettings(host, Port("TRACE_SMTP_PORT", 587), security, Value("TRACE_SMTP_USER"), Secret("TRACE_SMTP_PASSWORD"), from ?? "");
    }

    private int Port(string name, int otherwise)
    {
        if (Value(name) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort) return port;
        Refuse(name, text, "must be a port number from 1 to 65535, or 0 for any free port");
        return otherwise;
    }

    private int Rate(string name, int otherwise)
    {
        if (Value(name) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= 100_000) return rate;
        Refuse(name, text, "must be a number of requests a second, from 1 to 100000");
        return otherwise;
    }

    private IPAddress? Listen(string name)
    {
        if (Value(name) is not { } text || text == "localhost") return null;
        if (text == "any") return IPAddress.IPv6Any;
        if (IPAddress.TryParse(text, out var address)) return address;
        Refuse(name, text, "must be \"localhost\", \"any\" or an IP address of this machine");
        return null;
    }

    private LanSettings? Lan(string name, string portName)
    {
        if (Value(name) is not { } text) return null;
        var port = Port(portName, 8443);
        if (text == "auto")
        {
            if (LanAddress.Find() is { } found) return new LanSettings(found, port);
            Refuse(name, text, "this machine is in no network; name the address of one, or leave it unset");
        }
        else if (IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && !address.Equals(IPAddress.Any)) return new LanSettings(address, port);
        else Refuse(name, text, "must be \"auto\", or an IPv4 address of this machine");
        return null;
    }

    private string Folder(string name, string otherwise)
    {
        var text = Value(name) ?? otherwise;
        if (!File.Exists(text)) return Path.GetFullPath(text);
        Refuse(name, text, "must be a folder, but a file has this name");
        return Path.GetFullPath(text);
    }

    // The value is a secret and never part of a message.
    private string? ConnectionString(string name)
    {
        var text = Secret(name);
        if (text is null) return null;
        try
        {
            if (new NpgsqlConnectionStringBuilder(text) is { Host.Length: > 0 }) return text;
            _problems.Add($"{name}: names no host; must be like \"Host=db.example;Username=trace;Password=…;Database=trace\"");
        }
        catch (ArgumentException e)
        {
            // Npgsql's message names the keyword. The text of a URI or of a bare password holds no "=" and would be named whole.
            var why = text.Contains("://", StringComparison.Ordinal) || !text.Contains('=', StringComparison.Ordinal) ? "" : $" ({e.GetType().Name})";
            _problems.Add($"{name}: must be a connection string like \"Host=db.example;Username=trace;Password=…;Database=trace\", not a URI{why}");
        }
        return null;
    }

    private string? Secret(string name)
    {
        var file = Value(name + "_FILE");
        if (file is null) return Value(name);
        if (Value(name) is not null)
        {
            _problems.Add($"{name}: must not be set beside {name}_FILE");
            return null;
        }
        try
        {
            var text = File.ReadAllText(file).Trim();
            if (text.Length > 0) return text;
            Refuse(name + "_FILE", file, "must name a file that holds the value, but it is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refuse(name + "_FILE", file, $"must name a file that can be read: {e.Message}");
        }
        return null;
    }

    private SampleData Sample(string name)
    {
        switch (Value(name))
        {
            case null or "orders": return SampleData.Orders;
            case "none": return SampleData.None;
            case var text:
                Refuse(name, text, "must be \"orders\" or \"none\"");
                return SampleData.None;
        }
    }

    private string? LedgerName(string name)
    {
        if (Value(name) is not { } text) return null;
        // Visible ASCII alone: the name is compared bytewise, for ever, by programs in other languages.
        if (text.Length <= 128 && text.All(c => c is > ' ' and < (char)0x7f and not '+')) return text;
        Refuse(name, text, "must be 1 to 128 visible ASCII characters without spaces and \"+\"");
        return null;
    }

    private string Party(string name, string otherwise)
    {
        if (Value(name) is not { } text) return otherwise;
        if (SubjectKey.TryParse(text, out var key, out var rule) && key.Kind == SubjectKind.Party) return text;
        Refuse(name, text, $"must be a party's subject key, party/gln/ and 13 digits or party/uscc/ and 18 characters{(rule is null ? "" : $": {rule}")}");
        return otherwise;
    }

    private Uri? PublicUrl(string name)
    {
        if (Value(name) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "https", PathAndQuery: "/", Fragment: "", UserInfo: "" }) return url;
        Refuse(name, text, "must be an https address without path, such as https://trace.example");
        return null;
    }

    private TrustPolicy? Policy(string name)
    {
        if (Value(name) is not { } file) return null;
        try
        {
            if (!TrustPolicy.TryParse(ReadAtMost(file, TrustPolicy.MaxBytes), out var policy, out var problem)) Refuse(name, file, $"must be a trust policy (tlog-policy): {problem}");
            else if (WitnessAddresses.Problem(policy) is { } unusable) Refuse(name, file, unusable);
            else return policy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refuse(name, file, $"must name a trust policy file that can be read: {e.Message}");
        }
        return null;
    }

    private static byte[] ReadAtMost(string file, int most)
    {
        using var stream = File.OpenRead(file);
        var bytes = new byte[most + 1];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private TlsIdentity? Tls(string certificateName, string keyName)
    {
        var (certificate, key) = (Value(certificateName), Value(keyName));
        if (certificate is null && key is null) return null;
        if (certificate is null || key is null)
        {
            _problems.Add($"{(certificate is null ? certificateName : keyName)}: must be set too, as {(certificate is null ? keyName : certificateName)} is; both name PEM files");
            return null;
        }
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            return new TlsIdentity(X509Certificate2.CreateFromPemFile(certificate, key), chain);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            _problems.Add($"{certificateName} \"{certificate}\", {keyName} \"{key}\": must be a PEM certificate and its unencrypted PEM key: {e.Message}");
            return null;
        }
    }
}
