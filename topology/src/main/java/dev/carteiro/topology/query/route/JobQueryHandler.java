// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.KeyPartitioner;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.runtime.http.HttpProblemException;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.InstanceSendStateView;
import dev.carteiro.topology.outbox.JobBatchView;
import dev.carteiro.topology.outbox.OutboxStage;
import dev.carteiro.topology.outbox.ScheduleIndexEntry;
import dev.carteiro.topology.outbox.ScheduledJobView;
import dev.carteiro.topology.outbox.SendJobView;
import dev.carteiro.topology.outbox.WaitReasonResolver;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.partition.KeyRange;
import dev.carteiro.topology.query.partition.LocalPartitionStores;
import dev.carteiro.topology.query.partition.PartitionAnswerCollector;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.PartitionReader;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.partition.RangeScanReader;
import dev.carteiro.topology.query.partition.StoreSubtopology;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The routes about jobs and batches by id, and about schedules by time. An id names the partition
 * of its job.
 */
record JobQueryHandler(PartitionDirectory partitions, OutboxSettings outbox, Clock clock) {
  private static final Set<String> STATUSES =
      Set.of("pending", "fired", "cancelled", "expired", "failed");
  private static final Duration USUAL_PAST = Duration.ofHours(24);

  /** A schedule is at most 90 days ahead. */
  private static final Duration USUAL_FUTURE = Duration.ofDays(91);

  private static final List<String> SCHEDULE_COLUMNS =
      List.of(
          "id",
          "tenantId",
          "instance",
          "scheduledFor",
          "status",
          "state",
          "reason",
          "to",
          "message",
          "lane",
          "attempts",
          "createdAt",
          "stateAt",
          "messageId",
          "batchId");

  void addTo(QueryRouteRegistry routes) {
    QueryDefinition job = new QueryDefinition("job", Set.of(), List.of(), this::job);
    routes.add("/api/query/jobs/{id}", RouteAccessRule.OWN_TENANT, job);
    routes.add("/api/whatsapp/monitoring/task/{id}", RouteAccessRule.OWN_TENANT, job);
    routes.add(
        "/api/query/batches/{id}",
        RouteAccessRule.OWN_TENANT,
        new QueryDefinition("batch", Set.of(), List.of(), this::batch));
    routes.add(
        "/api/whatsapp/schedules",
        RouteAccessRule.OWN_TENANT,
        new QueryDefinition(
            "schedules",
            Set.of("instance", "gateway", "from", "to", "state"),
            SCHEDULE_COLUMNS,
            this::schedules));
  }

  private QueryPlan job(QueryRequest request) {
    String id = request.path("id");
    byte[] key = SendJobView.key(id);
    return byId(
        id,
        Set.of(JobIdFormat.JobIdKind.MESSAGE, JobIdFormat.JobIdKind.SCHEDULE),
        (stores, after, found) -> {
          byte[] value = stores.get(OutboxStage.JOB_STORE, key);
          if (value != null) {
            SendJobView job = SendJobView.decode(value);
            found.take(key, job.tenantId(), value.length, () -> document(stores, job));
          }
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
              stores.get(OutboxStage.PACE_STORE, InstanceSendStateView.key(job.instance())),
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
        batchId == null ? null : stores.get(OutboxStage.JOB_STORE, JobBatchView.key(batchId));
    return value != null && JobBatchView.decode(value).state() == BatchEvent.BatchState.PAUSED;
  }

  private QueryPlan batch(QueryRequest request) {
    String id = request.path("id");
    byte[] key = JobBatchView.key(id);
    return byId(
        id,
        Set.of(JobIdFormat.JobIdKind.BATCH),
        (stores, after, found) -> {
          byte[] value = stores.get(OutboxStage.JOB_STORE, key);
          if (value != null) {
            JobBatchView batch = JobBatchView.decode(value);
            found.take(key, batch.tenantId(), value.length, () -> EntryDocumentFactory.of(batch));
          }
        },
        QueryProblemFactory::unknownBatch);
  }

  private QueryPlan byId(
      String id,
      Set<JobIdFormat.JobIdKind> kinds,
      PartitionReader reader,
      Supplier<HttpProblemException> unknown) {
    JobIdFormat.ParsedJobId parts =
        JobIdFormat.parse(id)
            .filter(found -> kinds.contains(found.kind()))
            .filter(found -> found.partition() < partitions.count(StoreSubtopology.INSTANCES))
            .orElseThrow(unknown);
    return QueryPlan.one(
        StoreSubtopology.INSTANCES, OutboxStage.JOB_STORE, parts.partition(), reader, unknown);
  }

  private QueryPlan schedules(QueryRequest request) {
    Optional<InstanceKey> instance = request.instance();
    Instant now = clock.instant();
    Instant from = request.time("from").orElse(now.minus(USUAL_PAST));
    Instant to = request.time("to").orElse(now.plus(USUAL_FUTURE));
    if (!to.isAfter(from)) {
      throw QueryProblemFactory.invalid("to", "after from");
    }
    if (request.scope().tenantId() == null && instance.isEmpty()) {
      throw QueryProblemFactory.missing("tenant or instance");
    }
    int count = partitions.count(StoreSubtopology.INSTANCES);
    List<Integer> asked =
        instance
            .map(key -> List.of(KeyPartitioner.of(key.text(), count)))
            .orElseGet(() -> QueryPlan.all(count));
    SchedulePartitionReader schedules =
        new SchedulePartitionReader(from, to, instance, states(request), this::document);
    return new QueryPlan(
        StoreSubtopology.INSTANCES,
        OutboxStage.JOB_STORE,
        asked,
        schedules::read,
        new QueryPlan.AnswerShape.PagedList(true));
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
                          || STATUSES.contains(text) && ScheduledJobView.status(state).equals(text);
              if (Arrays.stream(JobState.values()).noneMatch(states)) {
                throw QueryProblemFactory.invalid("state", "a job's state, or one of " + STATUSES);
              }
              return states;
            })
        .orElse(state -> true);
  }

  private record SchedulePartitionReader(
      Instant from,
      Instant to,
      Optional<InstanceKey> instance,
      Predicate<JobState> states,
      BiFunction<LocalPartitionStores, SendJobView, ObjectNode> document) {

    void read(LocalPartitionStores stores, byte[] after, PartitionAnswerCollector found) {
      Optional<String> tenant =
          Optional.ofNullable(found.scope().tenantId())
              .or(
                  () ->
                      instance
                          .flatMap(key -> EntryDocumentFactory.binding(stores, key.text()))
                          .map(binding -> binding.tenantId()));
      if (tenant.isEmpty()) {
        found.end();
        return;
      }
      KeyRange range =
          new KeyRange(
              ScheduleIndexEntry.bound(tenant.get(), from),
              ScheduleIndexEntry.bound(tenant.get(), to));
      new RangeScanReader(OutboxStage.JOB_STORE, range, this::visit).read(stores, after, found);
    }

    private void visit(
        LocalPartitionStores stores,
        LocalPartitionStores.PartitionStoreEntry entry,
        PartitionAnswerCollector found) {
      ScheduleIndexEntry schedule = ScheduleIndexEntry.decode(entry.key(), entry.value());
      if (!states.test(schedule.state())) {
        return;
      }
      EntryDocumentFactory.job(stores, schedule.jobId())
          .filter(job -> instance.isEmpty() || job.instance().equals(instance.get()))
          // A schedule that was moved is listed only at its present time.
          .filter(job -> schedule.scheduledFor().equals(job.scheduledFor()))
          .ifPresent(
              job ->
                  found.take(
                      entry.key(),
                      job.tenantId(),
                      entry.value().length,
                      () -> document.apply(stores, job)));
    }
  }
}
