using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Integrity;

namespace Olympian.Deployment.Healing;

/// <summary>Where a healing tells what it found, what it does, and how far it is. All of it goes into the run's record.</summary>
public interface IHealingJournal : ICleaningJournal, IVerificationJournal;
