namespace Trace.Import.Running;

/// <summary>How far an import is.</summary>
/// <param name="Done">Statements answered, those of earlier runs included.</param>
/// <param name="Total">All of the plan.</param>
/// <param name="PerSecond">Statements answered a second in this run.</param>
/// <param name="Left">Time left at that rate; null before there is one.</param>
/// <param name="Waiting">Statements that were refused for now and will be sent again.</param>
public sealed record ImportProgress(int Done, int Total, double PerSecond, TimeSpan? Left, int Waiting);
