// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;

/** A stored job with a different value in each field. */
public final class SendJobSample {
  private SendJobSample() {}

  /** The job. */
  public static SendJob of(String instance, boolean hasOwnId) {
    SendJob job =
        new SendJob(
            new JobIdentity("job", "acme", instance, "5511", "abcd", null, "f", "t", 0x102, 0x103),
            Lane.MONITORING,
            0x104,
            0x105);
    job.state = JobState.MANUAL;
    job.stateAt = 0x101;
    job.reason = "r";
    job.revision = 0x106;
    job.arrival = 0x107;
    job.inLane = true;
    job.attempts = 0x108;
    job.dispatches = 0x109;
    job.fallback = 2;
    job.dispatchId = "d";
    job.dispatchedAt = 0x10a;
    job.messageId = "m";
    job.nextAttemptAt = 0x10b;
    job.hasOwnId = hasOwnId;
    return job;
  }
}
