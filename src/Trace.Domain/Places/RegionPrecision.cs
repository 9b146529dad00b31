namespace Trace.Domain.Places;

/// <summary>How fine a region is; a greater number is finer.</summary>
public enum RegionPrecision
{
    /// <summary>A province, and every ISO 3166-2 code.</summary>
    Province = 1,

    /// <summary>A prefecture (地级).</summary>
    Prefecture = 2,

    /// <summary>A county or district (县级).</summary>
    County = 3,
}
