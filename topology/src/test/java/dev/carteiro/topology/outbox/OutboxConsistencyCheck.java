// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.outbox.job.ScheduleIndexEntry;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.stage.OutboxLoadSnapshot;
import dev.carteiro.topology.store.MemoryByteStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the tables of an outbox agree with each other. */
final class OutboxConsistencyCheck {
  private OutboxConsistencyCheck() {}

  static List<SendJob> jobs(PartitionOutboxFixture outbox) {
    List<SendJob> jobs = new ArrayList<>();
    outbox.jobs.entries.forEach(
        (key, value) -> {
          if (key[0] == 'J') {
            jobs.add(SendJob.decode(value));
          }
        });
    return jobs;
  }

  static void check(PartitionOutboxFixture outbox) {
    InstanceSendState pace = outbox.pace();
    List<SendJob> jobs = jobs(outbox);
    Set<String> commands = ids(outbox.jobs, 'C', false);
    Set<String> inLane = ids(outbox.ready, 'R', true);
    Set<String> behind = ids(outbox.ready, 'W', true);
    Map<Lane, Integer> queued = new EnumMap<>(Lane.class);
    int open = 0;
    for (SendJob job : jobs) {
      open += job.isOpen() ? 1 : 0;
      assertThat(job.isInLane()).as("%s in lane", job.id()).isEqualTo(inLane.contains(job.id()));
      assertThat(job.isBehindRecipient())
          .as("%s behind", job.id())
          .isEqualTo(behind.contains(job.id()));
      assertThat(job.isInLane() && job.isBehindRecipient()).as("%s twice", job.id()).isFalse();
      if (job.isInLane()) {
        queued.merge(job.lane(), 1, Integer::sum);
      }
      boolean keepsCommand = job.isOpen() || job.state() == JobState.MANUAL;
      assertThat(commands.contains(job.id()))
          .as("command of %s, %s", job.id(), job.state())
          .isEqualTo(keepsCommand);
      if (job.state() == JobState.QUEUED) {
        assertThat(job.isInLane() || job.isBehindRecipient())
            .as("%s waits nowhere", job.id())
            .isTrue();
      }
      if (job.state() == JobState.DISPATCHED || job.isTyping()) {
        assertThat(pace.inFlight().all())
            .as("%s under way", job.id())
            .anyMatch(attempt -> attempt.dispatchId().equals(job.dispatchId()));
      }
    }
    for (Lane lane : Lane.values()) {
      assertThat(pace.lanes().queued(lane)).as("%s", lane).isEqualTo(queued.getOrDefault(lane, 0));
    }
    assertThat(pace.openJobs()).isEqualTo(open);
    assertThat(pace.scheduledJobs()).isEqualTo(count(jobs, JobState.SCHEDULED));
    assertThat(pace.manualJobs()).isEqualTo(count(jobs, JobState.MANUAL));
    load(outbox, pace);
    assertThat(inLane.size() + behind.size())
        .isEqualTo(
            (int) jobs.stream().filter(job -> job.isInLane() || job.isBehindRecipient()).count());
    assertThat(pace.inFlight().slots()).isLessThanOrEqualTo(outbox.settings.inFlight());
    schedules(outbox, jobs);
  }

  private static int count(List<SendJob> jobs, JobState state) {
    return (int) jobs.stream().filter(job -> job.state() == state).count();
  }

  /** What is exported is what a scan would find. */
  private static void load(PartitionOutboxFixture outbox, InstanceSendState pace) {
    OutboxLoadSnapshot load = outbox.outbox.load();
    for (Lane lane : Lane.values()) {
      assertThat(load.backlog().get(lane)).isEqualTo(pace.lanes().queued(lane));
    }
    assertThat(load.inFlight()).isEqualTo(pace.inFlight().slots());
    assertThat(load.openJobs()).isEqualTo(pace.openJobs());
    assertThat(load.scheduledJobs()).isEqualTo(pace.scheduledJobs());
    assertThat(load.manualJobs()).isEqualTo(pace.manualJobs());
    assertThat(load.heldInstances()).isEqualTo(pace.heldFor() == null ? 0 : 1);
  }

  /** Every job with a time is found by it, once, and nothing else is. */
  private static void schedules(PartitionOutboxFixture outbox, List<SendJob> jobs) {
    List<ScheduleIndexEntry> entries = new ArrayList<>();
    outbox.jobs.entries.forEach(
        (key, value) -> {
          if (key[0] == 'S') {
            entries.add(ScheduleIndexEntry.decode(key, value));
          }
        });
    List<ScheduleIndexEntry> expected =
        jobs.stream().filter(job -> job.scheduledFor() != 0).map(ScheduleIndexEntry::of).toList();
    assertThat(entries).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static Set<String> ids(MemoryByteStore table, char kind, boolean inValue) {
    Set<String> ids = new HashSet<>();
    table.entries.forEach(
        (key, value) -> {
          if (key[0] == kind) {
            String id =
                inValue
                    ? new String(value, StandardCharsets.UTF_8)
                    : new String(key, 3, key.length - 3, StandardCharsets.UTF_8);
            assertThat(ids.add(id)).as("%s twice", id).isTrue();
          }
        });
    return ids;
  }
}
