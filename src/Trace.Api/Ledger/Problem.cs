using System.Text.Json.Nodes;

namespace Trace.Api.Ledger;

/// <summary>A problem of RFC 9457, with what a program wants to know of a refusal beside it.</summary>
public sealed record Problem
{
    /// <summary>Its media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Which problem it is: an address of this service that says more, or <c>about:blank</c> where the status says it all.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>The same for every problem of its type.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The rule and what came, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>The reason's name, such as <c>NOT_YOURS</c>; null where HTTP's own rules were broken, or the service failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Path of the field at fault; empty where it is the whole.</summary>
    public string Field { get; init; } = "";

    /// <summary>Whether the same request may be answered later.</summary>
    public bool Retryable { get; init; }

    /// <summary>How long to wait before that; zero where waiting does not help.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>As it travels.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["type"] = Type, ["title"] = Title, ["status"] = Status, ["detail"] = Detail };
        if (Reason is not null)
        {
            json["reason"] = Reason;
        }

        if (Field.Length > 0)
        {
            json["field"] = Field;
        }

        json["retryable"] = Retryable;
        return json;
    }
}
