using Trace.Domain.Products;

namespace Trace.Domain.Complaints;

/// <summary>A change of a complaint's state.</summary>
/// <param name="To">What it came to.</param>
/// <param name="At">When.</param>
/// <param name="By">The statement that moved it; null where time did.</param>
public sealed record CaseMove(CaseState To, DateTimeOffset At, Said? By);

/// <summary>A change of a return's state.</summary>
/// <param name="To">What it came to.</param>
/// <param name="At">When.</param>
/// <param name="By">The statement that moved it: first of all the request itself.</param>
/// <param name="DueBy">By when the next step was due from then on; null where none is.</param>
public sealed record ReturnMove(ReturnState To, DateTimeOffset At, Said By, DateTimeOffset? DueBy);
