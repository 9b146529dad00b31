namespace Trace.Api.Pages.Front;

/// <summary>Something of the sample that is worth a look.</summary>
/// <param name="Address">Its page.</param>
/// <param name="Zh">Its product's name in Chinese.</param>
/// <param name="En">The same in English; empty where it has none.</param>
/// <param name="IsItem">An item, else a lot.</param>
/// <param name="Code">Its serial or lot.</param>
/// <param name="Entries">How many entries its own history has.</param>
/// <param name="IsRecalled">Whether its history holds a Recall.</param>
public sealed record Example(string Address, string Zh, string En, bool IsItem, string Code, long Entries, bool IsRecalled);
