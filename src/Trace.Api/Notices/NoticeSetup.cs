namespace Trace.Api.Notices;

/// <summary>What tells parties of deadlines.</summary>
internal static class NoticeSetup
{
    /// <summary>Registers it.</summary>
    /// <param name="services">The service's.</param>
    public static void AddNotices(this IServiceCollection services)
    {
        services.AddSingleton<Contacts>();
        services.AddSingleton<NoticeWriter>();
        services.AddSingleton<NoticeMail>();
        services.AddSingleton<NoticePost>();
    }
}
