using Trace.Audit.State;

namespace Trace.Audit.Tests;

public class BoundedCacheTests
{
    [Fact]
    public void It_never_holds_more_than_it_may_and_keeps_what_is_used()
    {
        var cache = new BoundedCache<int, int>(100);
        cache.Put(-1, 7);
        for (var i = 0; i < 10_000; i++)
        {
            cache.Put(i, i);
            Assert.True(cache.TryGet(-1, out var used) && used == 7);
            Assert.True(cache.Count <= 100);
        }

        Assert.False(cache.TryGet(5, out _));
        Assert.True(cache.TryGet(9_999, out _));
    }
}
