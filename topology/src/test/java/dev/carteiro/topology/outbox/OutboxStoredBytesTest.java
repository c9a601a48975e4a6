// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static dev.carteiro.topology.store.HexFixture.bytes;
import static dev.carteiro.topology.store.HexFixture.entries;
import static dev.carteiro.topology.store.HexFixture.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.carteiro.contract.send.BatchEvent.BatchState;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.outbox.job.JobBatch;
import dev.carteiro.topology.outbox.job.ScheduleIndexEntry;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.job.SendJobSample;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.outbox.pace.InstanceSendStateSample;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.store.MemoryByteStore;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bytes of the entries of {@code send-jobs}, {@code send-ready} and {@code send-pace}, of every
 * version that is read.
 */
class OutboxStoredBytesTest {
  private static final String LOJA = "default/loja";

  /** Entries of the first releases end before the last byte. */
  private static final String FIRST_JOB =
      """
      01 # tag
      01 # version
      0b # state
      0000000000000101 # since
      00000003 'job'
      00000004 'acme'
      0000000c 'default/loja'
      00000004 '5511'
      00000004 'abcd' # digest
      ffffffff # batch
      00000001 'f' # fingerprint
      00000001 't' # trace
      0000000000000102 # created
      00000103 # typing time
      0000000000000104 # scheduled for
      0000000000000105 # expires
      03 # lane
      00000001 'r' # reason
      0000000000000106 # revision
      0000000000000107 # arrival
      01 # in its lane
      00 # behind its chat
      00000108 # attempts
      00000109 # dispatches
      02 # fallback
      00000001 'd' # dispatch
      000000000000010a # dispatched
      00000001 'm' # message
      000000000000010b # next attempt
      """;

  private static final String JOB = FIRST_JOB + "01 # own id";

  private static final String BATCH =
      """
      05 # tag
      01 # version
      0000000000000401 # created
      00000005 'batch'
      00000004 'acme'
      0000000c 'default/loja'
      01 # state
      00000003 # size
      ffffffff # walk
      """;

  private static final String SCHEDULE_KEY = "'S' 0004 'acme' 0000000000000104 'job'";

  private static final String SCHEDULE =
      """
      06 # tag
      01 # version
      0b # state
      0000000000000101 # since
      """;

  private static final String JOB_LIST =
      """
      03 # tag
      00000001 # how many
      00000003 'job'
      """;

  /** Of each lane: head, tail, queued, passed over. */
  private static final String LANES_AND_PERMITS =
      """
      0000000000000000 0000000000000001 00000000 00000010
      0000000000000001 0000000000000002 00000001 00000011
      0000000000000002 0000000000000003 00000002 00000012
      0000000000000003 0000000000000004 00000003 00000013
      0000000000000004 0000000000000005 00000004 00000014
      00000001 0000000000000201 00000002 # permits used
      """;

  /** Up to version 3: whether it was claimed, whether it holds a permit of its tenant. */
  private static final String FIRST_ATTEMPTS =
      """
      00000002
      00000002 'd0' 00000002 'j0' 0000000000000202 00 01
      00000002 'd1' 00000002 'j1' 0000000000000203 01 00
      """;

  /** Stage, whether it holds a permit of its tenant, claimant. */
  private static final String ATTEMPTS =
      """
      00000004
      00000002 'd0' 00000002 'j0' 0000000000000202 00 01 ffffffff
      00000002 'd1' 00000002 'j1' 0000000000000203 01 00 00000001 's'
      00000002 'd2' 00000002 'j2' 0000000000000204 02 01 00000001 's'
      00000002 'd3' 00000002 'j3' 0000000000000205 03 00 00000001 's'
      """;

  private static final String WAITS =
      """
      0000000000000301 # wake
      0000000000000302 # watch
      0000000000000303 # probe
      0000000000000304 # not before
      00000001 'r'
      02 # connection
      0000000000000305 # closed
      0000000000000306 # ramp
      00000007 # open jobs
      0000000f 'INSTANCE_PAUSED'
      01 # permit of its tenant
      00000004 'acme'
      """;

  private static final String COUNTS =
      """
      00000008 # scheduled jobs
      00000009 # manual jobs
      """;

  private static final String THROTTLE =
      "00000002 0000000000000307 0000000000000308 0000000000000309\n";

  private static final String SEND_STATE =
      "04 # version\n"
          + LANES_AND_PERMITS
          + ATTEMPTS
          + WAITS
          + COUNTS
          + THROTTLE
          + "000000000000030a # asked for a permit\n";

  @Test
  void theCodesAreWhatTheyWere() {
    // When, Then
    assertThat(codes(JobState.values(), JobState::storeCode))
        .isEqualTo(
            "0 SCHEDULED, 1 QUEUED, 2 HELD, 3 DISPATCHED, 4 RETRYING, 5 UNKNOWN, 6 ACCEPTED,"
                + " 7 SENT, 8 DELIVERED, 9 READ, 10 FAILED, 11 MANUAL, 12 CANCELLED, 13 EXPIRED");
    assertThat(codes(Lane.values(), Lane::storeCode))
        .isEqualTo("0 HIGH, 1 NORMAL, 2 LOW, 3 MONITORING, 4 MAINTENANCE");
    assertThat(codes(BatchState.values(), BatchState::storeCode))
        .isEqualTo("0 RUNNING, 1 PAUSED, 2 CANCELLED");
    assertThat(InstanceSendStateSample.codes())
        .containsExactly(
            "0 HANDED_OUT, 1 CLAIMED, 2 ABANDONED, 3 ECHOED",
            "0 UNTOLD, 1 OPEN, 2 CLOSED, 3 GONE",
            "0 NONE, 1 ASKED, 2 GRANTED");
  }

  @Test
  void aJobOfVersion1IsReadAndWritten() {
    // When
    SendJob read = SendJob.decode(bytes(JOB));

    // Then
    assertThat(read).usingRecursiveComparison().isEqualTo(SendJobSample.of(LOJA, true));
    assertThat(hex(SendJobSample.of(LOJA, true).encode())).isEqualTo(hex(bytes(JOB)));
  }

  @Test
  void aJobOfTheFirstReleasesIsReadWithoutItsOwnId() {
    // Given
    SendJob expected = SendJobSample.of(LOJA, false);

    // When
    SendJob read = SendJob.decode(bytes(FIRST_JOB));

    // Then
    assertThat(read).usingRecursiveComparison().isEqualTo(expected);
  }

  @Test
  void aBatchOfVersion1IsReadAndWritten() {
    // When
    JobBatch read = JobBatch.decode(bytes(BATCH));

    // Then
    assertThat(read).isEqualTo(batch());
    assertThat(hex(batch().encode())).isEqualTo(hex(bytes(BATCH)));
  }

  @Test
  void aScheduleOfVersion1IsReadAndWritten() {
    // Given
    ScheduleIndexEntry entry = ScheduleIndexEntry.of(SendJobSample.of(LOJA, true));

    // When
    ScheduleIndexEntry read = ScheduleIndexEntry.decode(bytes(SCHEDULE_KEY), bytes(SCHEDULE));

    // Then
    assertThat(read).isEqualTo(entry);
    assertThat(hex(entry.key())).isEqualTo(hex(bytes(SCHEDULE_KEY)));
    assertThat(hex(entry.value())).isEqualTo(hex(bytes(SCHEDULE)));
  }

  @Test
  void aSendStateOfVersion4IsReadAndWritten() {
    // When
    InstanceSendState read = InstanceSendState.decode(LOJA, bytes(SEND_STATE));

    // Then
    assertThat(read).usingRecursiveComparison().isEqualTo(InstanceSendStateSample.of(LOJA, 4));
    assertThat(hex(InstanceSendStateSample.of(LOJA, 4).encode())).isEqualTo(hex(bytes(SEND_STATE)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aSendStateOfAnOlderVersionIsRead(int version) {
    // Given
    String end = Stream.of(COUNTS, THROTTLE).limit(version - 1).collect(Collectors.joining());
    String older = "0" + version + "\n" + LANES_AND_PERMITS + FIRST_ATTEMPTS + WAITS + end;

    // When
    InstanceSendState read = InstanceSendState.decode(LOJA, bytes(older));

    // Then
    assertThat(read)
        .usingRecursiveComparison()
        .isEqualTo(InstanceSendStateSample.of(LOJA, version));
  }

  @Test
  void keysAndLinksAreReadAndWritten() {
    // Given
    MemoryByteStore jobs = new MemoryByteStore();
    MemoryByteStore ready = new MemoryByteStore();
    MemoryByteStore paces = new MemoryByteStore();
    OutboxStateStore store = new OutboxStateStore(jobs, new MemoryByteStore(), ready, paces);
    SendJob job = SendJobSample.of(LOJA, true);

    // When
    store.begin(0x501);
    store.save(job);
    store.save(batch());
    store.echoes().link(LOJA, "m", "job", 0x501);
    store.echoes().add(job, false);
    store.lanes().hold(job);
    job.leaveQueues();
    store.lanes().enter(store.sendState(LOJA), job);
    job.leaveQueues();
    store.lanes().waitBehind(store.sendState(LOJA), job);
    store.flush();

    // Then
    assertThat(entries(jobs.entries))
        .isEqualTo(
            entries(
                "'J' 0003 'job'",
                JOB,
                SCHEDULE_KEY,
                SCHEDULE,
                "'B' 0005 'batch'",
                BATCH,
                "'P' 000c 'default/loja' 0001 'm'",
                "02 0000000000000501 'job'",
                "'E' 000c 'default/loja' 0004 'abcd'",
                JOB_LIST,
                "'H' 000c 'default/loja' 000a 'monitoring' 0004 '5511'",
                JOB_LIST));
    assertThat(entries(ready.entries))
        .isEqualTo(
            entries(
                "'R' 000c 'default/loja' 000a 'monitoring' 0000000000000107",
                "'job'",
                "'W' 000c 'default/loja' 000a 'monitoring' 0004 '5511' 0000000000000107",
                "'job'"));
    assertThat(entries(paces.entries)).containsOnlyKeys(hex(bytes("'default/loja'")));
    assertThat(store.echoes().jobOf(LOJA, "m")).contains("job");
    assertThat(store.echoes().waiting(LOJA, "abcd")).containsExactly("job");
    assertThat(store.lanes().holder(job)).contains("job");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unknown")
  void whatIsNotKnownIsRefused(String message, ThrowingCallable decoding) {
    // When, Then
    assertThatThrownBy(decoding).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  static Stream<Arguments> unknown() {
    return Stream.of(
        refused("tag of a job is 5, known is 1", () -> SendJob.decode(bytes(BATCH))),
        refused(
            "version of a job is 2, known is 1",
            () -> SendJob.decode(bytes(JOB.replace("01 # version", "02")))),
        refused(
            "version of a job is 2, known is 1",
            () -> SendJob.isForgettable(bytes(JOB.replace("01 # version", "02")), 1_000_000, 1, 1)),
        refused(
            "JobState has no code 14",
            () -> SendJob.decode(bytes(JOB.replace("0b # state", "0e")))),
        refused("Lane has no code 5", () -> SendJob.decode(bytes(JOB.replace("03 # lane", "05")))),
        refused("tag of a batch is 1, known is 5", () -> JobBatch.decode(bytes(JOB))),
        refused(
            "version of a batch is 0, known is 1",
            () -> JobBatch.decode(bytes(BATCH.replace("01 # version", "00")))),
        refused(
            "BatchState has no code 3",
            () -> JobBatch.decode(bytes(BATCH.replace("01 # state", "03")))),
        refused(
            "version of a schedule is 2, known is 1",
            () ->
                ScheduleIndexEntry.decode(
                    bytes(SCHEDULE_KEY), bytes(SCHEDULE.replace("01 # version", "02")))),
        refused("version of a send state is 0", () -> sendState("04 # version", "00")),
        refused("version of a send state is 5", () -> sendState("04 # version", "05")),
        refused("InstanceConnectionStatus has no code 4", () -> sendState("02 # connection", "04")),
        refused("TenantPermitStatus has no code 3", () -> sendState("01 # permit of", "03 #")),
        refused("AttemptStage has no code 4", () -> sendState("205 03", "205 04")),
        refused(
            "a send state of version 4 is too long",
            () -> InstanceSendState.decode(LOJA, bytes(SEND_STATE + "00"))));
  }

  private static Arguments refused(String message, ThrowingCallable decoding) {
    return arguments(message, decoding);
  }

  private static void sendState(String part, String other) {
    InstanceSendState.decode(LOJA, bytes(SEND_STATE.replace(part, other)));
  }

  private static <E extends Enum<E>> String codes(E[] constants, ToIntFunction<E> code) {
    return Arrays.stream(constants)
        .sorted(Comparator.comparingInt(code))
        .map(constant -> code.applyAsInt(constant) + " " + constant.name())
        .collect(Collectors.joining(", "));
  }

  private static JobBatch batch() {
    return new JobBatch("batch", "acme", LOJA, BatchState.PAUSED, 3, -1, 0x401);
  }
}
