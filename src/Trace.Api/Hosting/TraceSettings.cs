using System.Net;
using System.Security.Cryptography.X509Certificates;
using Trace.Api.Lan;
using Trace.Api.Notices;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;

namespace Trace.Api.Hosting;

/// <summary>What <c>./run</c> loads into an empty ledger.</summary>
public enum SampleData
{
    None,
    Orders,
}

/// <summary>All settings of the service, read once from the environment by <see cref="SettingsReader"/>, never changed afterwards.</summary>
public sealed record TraceSettings
{
    /// <summary>Pages, JSON and health. 0 takes any free port.</summary>
    public int HttpPort { get; init; } = 8080;

    /// <summary>gRPC: HTTP/2 without TLS, or with it where a certificate is set. 0 takes any free port.</summary>
    public int GrpcPort { get; init; } = 8081;

    /// <summary>The address that both ports listen on; null for this machine alone, by name and by both loopback addresses.</summary>
    public IPAddress? Listen { get; init; }

    /// <summary>The folder of everything that the service keeps, as an absolute path.</summary>
    public required string Data { get; init; }

    /// <summary>Npgsql's connection string of an external server; null for the embedded one. A secret.</summary>
    public string? Postgres { get; init; }

    public SampleData Sample { get; init; } = SampleData.Orders;

    /// <summary>The ledger's name for its Genesis; null for the log's origin. Without effect once Genesis is recorded.</summary>
    public string? Ledger { get; init; }

    /// <summary>The folder of the anchor, outside the database and its backups, as an absolute path.</summary>
    public required string Anchor { get; init; }

    /// <summary>The registrar's subject key.</summary>
    public string Registrar { get; init; } = "party/gln/9521234000006";

    /// <summary>The platform's subject key.</summary>
    public string Platform { get; init; } = "party/gln/9521234000013";

    /// <summary>The https address that labels, links and the origin use; null marks labels as SAMPLE.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Requests a second that one client address may make over HTTP to read; five seconds' worth may come at once.</summary>
    public int HttpReads { get; init; } = 100;

    /// <summary>The same of what records, opens or asks for a challenge.</summary>
    public int HttpWrites { get; init; } = 100;

    /// <summary>Which witnesses are asked to cosign, and how many of them it takes to publish a checkpoint; null for none.</summary>
    public TrustPolicy? Policy { get; init; }

    /// <summary>Whether an operator confirms the clock at start, although the last entry is more than an hour old.</summary>
    public bool ClockConfirmed { get; init; }

    /// <summary>Whether an operator confirms that the anchor's folder is new, and that the database holds the log's newest head.</summary>
    public bool AnchorConfirmed { get; init; }

    /// <summary>Certificate, key and intermediates for TLS on both ports; null for none.</summary>
    public TlsIdentity? Tls { get; init; }

    /// <summary>Where phones of the same network are served; null for nowhere.</summary>
    public LanSettings? Lan { get; init; }

    /// <summary>By which deadlines and working days cases are dealt with.</summary>
    public CaseRules Cases { get; init; } = CaseRules.Default;

    /// <summary>Whether this service does what deadlines ask for, and sends notices. Several may over one database; each thing is done once.</summary>
    public bool Scheduler { get; init; }

    /// <summary>Through which server notices go by e-mail; null for none.</summary>
    public SmtpSettings? Smtp { get; init; }

    /// <summary>The file that says where parties are told, as an absolute path; null for none.</summary>
    public string? Contacts { get; init; }

    /// <summary>Whether this machine's own browsers may see which notices went out, at <c>/operator/notices</c>.</summary>
    public bool NoticesPage { get; init; } = true;

    /// <summary>Names no secret: what a log or a crash report may show.</summary>
    public override string ToString() => $"http {HttpPort}, grpc {GrpcPort}, data {Data}, postgres {(Postgres is null ? "embedded" : "external")}";
}

/// <summary>A server certificate with its private key, and the intermediates that its file holds after it.</summary>
public sealed record TlsIdentity(X509Certificate2 Certificate, X509Certificate2Collection Chain);
