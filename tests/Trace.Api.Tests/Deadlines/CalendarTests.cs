using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trace.Domain.Complaints;

namespace Trace.Api.Tests.Deadlines;

/// <summary>A calendar of working days ends with what was announced, and a service says so before it does.</summary>
public sealed class CalendarTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(2099, false)]
    [InlineData(2020, true)]
    public async Task A_service_whose_calendar_ends_soon_says_so_at_its_start(int until, bool says)
    {
        using var said = new Said();
        var rules = CaseRules.Default with { Days = WorkingDays.Parse($"{until}-01-01 off") };
        await using (await RunningService.StartAsync(
            await postgres.CreateDatabaseAsync(), settings => settings with { Scheduler = true, Cases = rules }, services => services.AddSingleton<ILoggerProvider>(said)))
        {
            // It is said before the log is followed for the first time, and that is said too.
            for (var i = 0; !said.Ids.Contains(1304); i++)
            {
                Assert.True(i < 600, "the log is not followed");
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(says, said.Ids.Contains(1305));
    }

    private sealed class Said : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<int> Ids { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Ids.Enqueue(eventId.Id);

        public void Dispose()
        {
        }
    }
}
