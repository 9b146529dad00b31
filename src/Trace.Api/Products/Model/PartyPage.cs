namespace Trace.Api.Products.Model;

/// <summary>A participant's page.</summary>
/// <param name="Card">What is registered of it.</param>
/// <param name="Products">What it has listed.</param>
/// <param name="Record">Every entry about it.</param>
/// <param name="Answers">How fast it answers complaints; null where none ever asked it.</param>
public sealed record PartyPage(PartyCard Card, IReadOnlyList<ListedProduct> Products, IReadOnlyList<RecordRow> Record, Trace.Api.Desks.AnswerSpeed? Answers)
{
    /// <summary>The Internet domains that are registered as its own.</summary>
    public IReadOnlyList<Shown> Domains { get; init; } = [];

    /// <summary>What its roles may say.</summary>
    public IReadOnlyList<RoleRow> Roles { get; init; } = [];
}

/// <summary>A product that a party has listed.</summary>
/// <param name="Subject">Its subject key.</param>
/// <param name="Name">Its name in the page's language.</param>
public sealed record ListedProduct(string Subject, string Name);
