// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.runtime.http.HttpProblemException;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.OutboxStage;
import dev.carteiro.topology.outbox.job.JobBatchView;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.ScheduleIndexEntry;
import dev.carteiro.topology.outbox.job.SendJobView;
import dev.carteiro.topology.outbox.pace.WaitReasonResolver;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.partition.KeyRange;
import dev.carteiro.topology.query.partition.LocalPartitionStores;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.partition.RangeScanReader;
import dev.carteiro.topology.query.partition.SingleEntryReader;
import dev.carteiro.topology.query.partition.StoreEntryDecoder;
import dev.carteiro.topology.query.partition.StoreEntryDecoder.DecodedStoreEntry;
import dev.carteiro.topology.query.partition.StoreSubtopology;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The routes about jobs and batches by id, and about schedules by time. An id names the partition
 * of its job.
 */
record JobQueryHandler(PartitionDirectory partitions, OutboxSettings outbox, Clock clock) {
  private static final Set<String> STATUSES =
      Set.of("pending", "fired", "cancelled", "expired", "failed");
  private static final Duration DEFAULT_PAST = Duration.ofHours(24);

  /** A schedule is at most 90 days ahead. */
  private static final Duration DEFAULT_FUTURE = Duration.ofDays(91);

  private static final List<String> SCHEDULE_COLUMNS =
      QueryDefinition.columns(
          "id,tenantId,instance,scheduledFor,status,state,reason,to,message,lane,"
              + "attempts,createdAt,stateAt,messageId,batchId");

  void addTo(QueryRouteRegistry routes) {
    QueryDefinition job = new QueryDefinition("job", Set.of(), List.of(), this::job);
    routes.add("/api/query/jobs/{id}", job);
    routes.add("/api/whatsapp/monitoring/task/{id}", job);
    routes.add(
        "/api/query/batches/{id}", new QueryDefinition("batch", Set.of(), List.of(), this::batch));
    routes.add(
        "/api/whatsapp/schedules",
        new QueryDefinition(
            "schedules",
            Set.of("instance", "gateway", "from", "to", "state"),
            SCHEDULE_COLUMNS,
            this::schedules));
  }

  private QueryPlan job(QueryRequest request) {
    String id = request.path("id");
    return byId(
        id,
        Set.of(JobIdFormat.JobIdKind.MESSAGE, JobIdFormat.JobIdKind.SCHEDULE),
        OutboxKeyCodec.job(id),
        (stores, key, value) -> {
          SendJobView job = SendJobView.decode(value);
          return Optional.of(new DecodedStoreEntry(job.tenantId(), () -> document(stores, job)));
        },
        QueryProblemFactory::unknownJob);
  }

  /** A job, with the reason for which it waits now. */
  private ObjectNode document(LocalPartitionStores stores, SendJobView job) {
    ObjectNode document = EntryDocumentFactory.job(stores, job);
    if (!job.state().isOver()) {
      String reason =
          WaitReasonResolver.reason(
              job,
              stores.get(OutboxStage.PACE_STORE, OutboxKeyCodec.sendState(job.instance())),
              EntryDocumentFactory.binding(stores, job.instance().text()),
              isPaused(stores, job.batchId()),
              outbox,
              clock.instant());
      if (reason != null) {
        document.put("reason", reason);
      }
    }
    return document;
  }

  private static boolean isPaused(LocalPartitionStores stores, String batchId) {
    byte[] value =
        batchId == null ? null : stores.get(OutboxStage.JOB_STORE, OutboxKeyCodec.batch(batchId));
    return value != null && JobBatchView.decode(value).state() == BatchEvent.BatchState.PAUSED;
  }

  private QueryPlan batch(QueryRequest request) {
    String id = request.path("id");
    return byId(
        id,
        Set.of(JobIdFormat.JobIdKind.BATCH),
        OutboxKeyCodec.batch(id),
        (stores, key, value) -> Optional.of(EntryDocumentFactory.entry(JobBatchView.decode(value))),
        QueryProblemFactory::unknownBatch);
  }

  private QueryPlan byId(
      String id,
      Set<JobIdFormat.JobIdKind> kinds,
      byte[] key,
      StoreEntryDecoder decoder,
      Supplier<HttpProblemException> unknown) {
    JobIdFormat.ParsedJobId parts =
        JobIdFormat.parse(id)
            .filter(found -> kinds.contains(found.kind()))
            .filter(found -> found.partition() < partitions.count(StoreSubtopology.INSTANCES))
            .orElseThrow(unknown);
    return QueryPlan.one(
        OutboxStage.JOB_STORE,
        parts.partition(),
        new SingleEntryReader(OutboxStage.JOB_STORE, key, decoder),
        unknown);
  }

  private QueryPlan schedules(QueryRequest request) {
    Optional<InstanceKey> instance = request.instance();
    Instant now = clock.instant();
    Instant from = request.time("from").orElse(now.minus(DEFAULT_PAST));
    Instant to = request.time("to").orElse(now.plus(DEFAULT_FUTURE));
    if (!to.isAfter(from)) {
      throw QueryProblemFactory.invalid("to", "after from");
    }
    if (request.scope().tenantId() == null && instance.isEmpty()) {
      throw QueryProblemFactory.missing("tenant or instance");
    }
    Predicate<JobState> states = states(request);
    return new QueryPlan(
        OutboxStage.JOB_STORE,
        partitions.of(instance),
        (stores, after, found) -> {
          Optional<String> tenant =
              Optional.ofNullable(found.scope().tenantId())
                  .or(
                      () ->
                          instance
                              .flatMap(key -> EntryDocumentFactory.binding(stores, key.text()))
                              .map(InstanceBinding::tenantId));
          if (tenant.isEmpty()) {
            found.end();
            return;
          }
          KeyRange range =
              new KeyRange(
                  ScheduleIndexEntry.bound(tenant.get(), from),
                  ScheduleIndexEntry.bound(tenant.get(), to));
          new RangeScanReader(
                  OutboxStage.JOB_STORE,
                  range,
                  (all, key, value) -> schedule(all, key, value, instance, states))
              .read(stores, after, found);
        },
        new QueryPlan.AnswerShape.PagedList(true));
  }

  private Optional<DecodedStoreEntry> schedule(
      LocalPartitionStores stores,
      byte[] key,
      byte[] value,
      Optional<InstanceKey> instance,
      Predicate<JobState> states) {
    ScheduleIndexEntry schedule = ScheduleIndexEntry.decode(key, value);
    if (!states.test(schedule.state())) {
      return Optional.empty();
    }
    return EntryDocumentFactory.job(stores, schedule.jobId())
        .filter(job -> instance.isEmpty() || job.instance().equals(instance.get()))
        // A schedule that was moved is listed only at its present time.
        .filter(job -> schedule.scheduledFor().equals(job.scheduledFor()))
        .map(job -> new DecodedStoreEntry(job.tenantId(), () -> document(stores, job)));
  }

  /** The filter of parameter {@code state}: the state of a job, or the status of a schedule. */
  private static Predicate<JobState> states(QueryRequest request) {
    return request
        .parameter("state")
        .map(
            text -> {
              Predicate<JobState> states =
                  state ->
                      state.text().equals(text)
                          || STATUSES.contains(text)
                              && SendJobView.scheduleStatus(state).equals(text);
              if (Arrays.stream(JobState.values()).noneMatch(states)) {
                throw QueryProblemFactory.invalid("state", "a job's state, or one of " + STATUSES);
              }
              return states;
            })
        .orElse(state -> true);
  }
}
