namespace Trace.Domain.Ledger;

/// <summary>A witness that a policy names.</summary>
/// <param name="Name">Its name in the policy, which has no meaning outside of it.</param>
/// <param name="Key">The key that its cosignatures are verified with.</param>
/// <param name="Url">Where it takes checkpoints, if the policy says so.</param>
public sealed record PolicyWitness(string Name, VerifierKey Key, string? Url);

/// <summary>A log that a policy trusts.</summary>
/// <param name="Key">Its key, whose name is the origin of its checkpoints.</param>
/// <param name="Url">Where it is read or written, if the policy says so.</param>
public sealed record PolicyLog(VerifierKey Key, string? Url);

/// <summary>
/// Whether enough witnesses have cosigned (C2SP tlog-policy, *Defining a witness group*): a witness, or at least k of n members that are
/// such in turn. Each is a member of one group at most, so this is a tree and no witness counts twice.
/// </summary>
public abstract class Quorum
{
    private Quorum()
    {
    }

    /// <summary>Its name in the policy; <c>none</c> where no cosignature is asked for.</summary>
    public abstract string Name { get; }

    /// <summary>Whether these cosigners satisfy it.</summary>
    public abstract bool IsSatisfiedBy(IReadOnlySet<VerifierKey> cosigners);

    /// <summary>Adds the witnesses whose cosignature could still bring it about; none where it is satisfied.</summary>
    internal abstract void AddMissing(IReadOnlySet<VerifierKey> cosigners, List<PolicyWitness> missing);

    /// <summary><c>quorum none</c>: no cosignature is asked for.</summary>
    public sealed class None : Quorum
    {
        /// <inheritdoc/>
        public override string Name => "none";

        /// <inheritdoc/>
        public override bool IsSatisfiedBy(IReadOnlySet<VerifierKey> cosigners) => true;

        internal override void AddMissing(IReadOnlySet<VerifierKey> cosigners, List<PolicyWitness> missing)
        {
        }
    }

    /// <summary>One witness, which must have cosigned.</summary>
    public sealed class Single : Quorum
    {
        internal Single(PolicyWitness witness) => Witness = witness;

        /// <summary>The witness.</summary>
        public PolicyWitness Witness { get; }

        /// <inheritdoc/>
        public override string Name => Witness.Name;

        /// <inheritdoc/>
        public override bool IsSatisfiedBy(IReadOnlySet<VerifierKey> cosigners)
        {
            ArgumentNullException.ThrowIfNull(cosigners);
            return cosigners.Contains(Witness.Key);
        }

        internal override void AddMissing(IReadOnlySet<VerifierKey> cosigners, List<PolicyWitness> missing)
        {
            if (!IsSatisfiedBy(cosigners))
            {
                missing.Add(Witness);
            }
        }
    }

    /// <summary>At least <see cref="Threshold"/> of the members.</summary>
    public sealed class Group : Quorum
    {
        internal Group(string name, int threshold, IReadOnlyList<Quorum> members)
        {
            Name = name;
            Threshold = threshold;
            Members = members;
        }

        /// <inheritdoc/>
        public override string Name { get; }

        /// <summary>How many members it takes: 1 to their number.</summary>
        public int Threshold { get; }

        /// <summary>Witnesses and groups.</summary>
        public IReadOnlyList<Quorum> Members { get; }

        /// <inheritdoc/>
        public override bool IsSatisfiedBy(IReadOnlySet<VerifierKey> cosigners) =>
            Members.Count(member => member.IsSatisfiedBy(cosigners)) >= Threshold;

        internal override void AddMissing(IReadOnlySet<VerifierKey> cosigners, List<PolicyWitness> missing)
        {
            if (IsSatisfiedBy(cosigners))
            {
                return;
            }

            foreach (Quorum member in Members)
            {
                member.AddMissing(cosigners, missing);
            }
        }
    }
}
