using Trace.Client.Outboxes;

namespace Trace.Client.Tests.Outboxes;

public class LanesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 31, 2, TimeSpan.FromHours(8));

    private readonly Lanes _lanes = new();

    [Fact]
    public void Of_one_subject_the_next_goes_when_the_one_before_is_settled()
    {
        _lanes.Add(1, "a");
        _lanes.Add(2, "a");
        _lanes.Add(3, "b");

        Assert.Equal([1, 3], TakeAll(Now));
        _lanes.Settle(1);
        Assert.Equal([2], TakeAll(Now));
        _lanes.Settle(2);
        _lanes.Settle(3);
        Assert.Equal((0, 0), (_lanes.Waiting, _lanes.Taken));
    }

    [Fact]
    public void What_is_held_holds_its_own_subject_alone_and_keeps_its_place()
    {
        _lanes.Add(1, "a");
        _lanes.Add(2, "a");
        _lanes.Add(3, "b");
        TakeAll(Now);

        _lanes.Hold(1, Now.AddSeconds(10));
        _lanes.Settle(3);

        Assert.Empty(TakeAll(Now));
        Assert.Equal(Now.AddSeconds(10), _lanes.NextAt);
        Assert.Equal([1], TakeAll(Now.AddSeconds(10)));
    }

    [Fact]
    public void After_a_break_all_that_had_no_answer_goes_again_in_order()
    {
        _lanes.Add(1, "a");
        _lanes.Add(2, "b");
        _lanes.Add(3, "b");
        TakeAll(Now);
        _lanes.Settle(2);

        _lanes.ReturnAll();

        Assert.Equal([1, 3], TakeAll(Now));
    }

    [Fact]
    public void What_was_refused_and_is_retried_goes_before_what_was_put_after_it()
    {
        _lanes.Add(2, "a");
        _lanes.Add(1, "a");

        Assert.Equal([1], TakeAll(Now));
        _lanes.Settle(1);
        Assert.Equal([2], TakeAll(Now));
    }

    [Fact]
    public void What_is_dropped_while_it_waits_is_never_taken()
    {
        _lanes.Add(1, "a");
        _lanes.Add(2, "a");
        _lanes.Settle(1);

        Assert.Equal([2], TakeAll(Now));
    }

    [Fact]
    public void Whatever_happens_each_is_settled_once_and_in_its_subjects_order()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var lanes = new Lanes();
            var (put, settled, taken, now) = (0L, new List<(string Subject, long Sequence)>(), new List<(string, long)>(), Now);
            var subjectOf = new Dictionary<long, string>();
            for (var step = 0; step < 400 || lanes.Waiting > 0; step++)
            {
                switch (random.Next(step < 400 ? 5 : 4))
                {
                    case 0 when lanes.TryTake(now, out var sequence):
                        Assert.DoesNotContain(taken, other => other.Item1 == subjectOf[sequence]);
                        taken.Add((subjectOf[sequence], sequence));
                        break;
                    case 1 when taken.Count > 0:
                        settled.Add(taken[0]);
                        lanes.Settle(taken[0].Item2);
                        taken.RemoveAt(0);
                        break;
                    case 2 when taken.Count > 0:
                        lanes.Hold(taken[0].Item2, now.AddSeconds(random.Next(5)));
                        taken.RemoveAt(0);
                        break;
                    case 3:
                        now = now.AddSeconds(1);
                        if (random.Next(10) == 0)
                        {
                            lanes.ReturnAll();
                            taken.Clear();
                        }

                        break;
                    case 4:
                        subjectOf[++put] = $"s{random.Next(4)}";
                        lanes.Add(put, subjectOf[put]);
                        break;
                }

                Assert.Equal(taken.Count, lanes.Taken);
            }

            Assert.Equal(put, settled.Count);
            Assert.All(settled.GroupBy(one => one.Subject), lane => Assert.Equal(lane.Select(one => one.Sequence).Order(), lane.Select(one => one.Sequence)));
        }
    }

    private List<long> TakeAll(DateTimeOffset now)
    {
        var all = new List<long>();
        while (_lanes.TryTake(now, out var sequence))
        {
            all.Add(sequence);
        }

        return all;
    }
}
