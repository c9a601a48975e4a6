// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.config.OutboxSettings;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Partitioning;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobId;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.runtime.ProblemException;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.outbox.BatchView;
import dev.carteiro.topology.outbox.JobView;
import dev.carteiro.topology.outbox.JobWait;
import dev.carteiro.topology.outbox.PaceView;
import dev.carteiro.topology.outbox.ScheduleEntry;
import dev.carteiro.topology.outbox.ScheduleView;
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
record JobQueries(Partitions partitions, OutboxSettings outbox, Clock clock) {
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

  void addTo(QueryRoutes routes) {
    QueryView job = new QueryView("job", Set.of(), List.of(), this::job);
    routes.add("/api/query/jobs/{id}", Rule.OWN_TENANT, job);
    routes.add("/api/whatsapp/monitoring/task/{id}", Rule.OWN_TENANT, job);
    routes.add(
        "/api/query/batches/{id}",
        Rule.OWN_TENANT,
        new QueryView("batch", Set.of(), List.of(), this::batch));
    routes.add(
        "/api/whatsapp/schedules",
        Rule.OWN_TENANT,
        new QueryView(
            "schedules",
            Set.of("instance", "gateway", "from", "to", "state"),
            SCHEDULE_COLUMNS,
            this::schedules));
  }

  private Plan job(QueryRequest request) {
    String id = request.path("id");
    byte[] key = JobView.key(id);
    return byId(
        id,
        Set.of(JobId.Kind.MESSAGE, JobId.Kind.SCHEDULE),
        (stores, after, found) -> {
          byte[] value = stores.get(Nodes.JOB_STORE, key);
          if (value != null) {
            JobView job = JobView.decode(value);
            found.take(key, job.tenantId(), value.length, () -> document(stores, job));
          }
        },
        QueryProblems::unknownJob);
  }

  /** A job, with the reason for which it waits now. */
  private ObjectNode document(PartitionStores stores, JobView job) {
    ObjectNode document = Documents.job(stores, job);
    if (!job.state().isOver()) {
      String reason =
          JobWait.reason(
              job,
              stores.get(Nodes.PACE_STORE, PaceView.key(job.instance())),
              Documents.binding(stores, job.instance().text()),
              isPaused(stores, job.batchId()),
              outbox,
              clock.instant());
      if (reason != null) {
        document.put("reason", reason);
      }
    }
    return document;
  }

  private static boolean isPaused(PartitionStores stores, String batchId) {
    byte[] value = batchId == null ? null : stores.get(Nodes.JOB_STORE, BatchView.key(batchId));
    return value != null && BatchView.decode(value).state() == BatchEvent.State.PAUSED;
  }

  private Plan batch(QueryRequest request) {
    String id = request.path("id");
    byte[] key = BatchView.key(id);
    return byId(
        id,
        Set.of(JobId.Kind.BATCH),
        (stores, after, found) -> {
          byte[] value = stores.get(Nodes.JOB_STORE, key);
          if (value != null) {
            BatchView batch = BatchView.decode(value);
            found.take(key, batch.tenantId(), value.length, () -> Documents.of(batch));
          }
        },
        QueryProblems::unknownBatch);
  }

  private Plan byId(
      String id,
      Set<JobId.Kind> kinds,
      PartitionReader reader,
      Supplier<ProblemException> unknown) {
    JobId.Parts parts =
        JobId.parse(id)
            .filter(found -> kinds.contains(found.kind()))
            .filter(found -> found.partition() < partitions.count(Group.INSTANCES))
            .orElseThrow(unknown);
    return Plan.one(Group.INSTANCES, Nodes.JOB_STORE, parts.partition(), reader, unknown);
  }

  private Plan schedules(QueryRequest request) {
    Optional<InstanceKey> instance = request.instance();
    Instant now = clock.instant();
    Instant from = request.time("from").orElse(now.minus(USUAL_PAST));
    Instant to = request.time("to").orElse(now.plus(USUAL_FUTURE));
    if (!to.isAfter(from)) {
      throw QueryProblems.invalid("to", "after from");
    }
    if (request.scope().tenantId() == null && instance.isEmpty()) {
      throw QueryProblems.missing("tenant or instance");
    }
    int count = partitions.count(Group.INSTANCES);
    List<Integer> asked =
        instance
            .map(key -> List.of(Partitioning.of(key.text(), count)))
            .orElseGet(() -> Plan.all(count));
    Schedules schedules = new Schedules(from, to, instance, states(request), this::document);
    return new Plan(
        Group.INSTANCES, Nodes.JOB_STORE, asked, schedules::read, new Plan.Shape.Listed(true));
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
                          || STATUSES.contains(text) && ScheduleView.status(state).equals(text);
              if (Arrays.stream(JobState.values()).noneMatch(states)) {
                throw QueryProblems.invalid("state", "a job's state, or one of " + STATUSES);
              }
              return states;
            })
        .orElse(state -> true);
  }

  private record Schedules(
      Instant from,
      Instant to,
      Optional<InstanceKey> instance,
      Predicate<JobState> states,
      BiFunction<PartitionStores, JobView, ObjectNode> document) {

    void read(PartitionStores stores, byte[] after, Collector found) {
      Optional<String> tenant =
          Optional.ofNullable(found.scope().tenantId())
              .or(
                  () ->
                      instance
                          .flatMap(key -> Documents.binding(stores, key.text()))
                          .map(binding -> binding.tenantId()));
      if (tenant.isEmpty()) {
        found.end();
        return;
      }
      KeyRange range =
          new KeyRange(
              ScheduleEntry.bound(tenant.get(), from), ScheduleEntry.bound(tenant.get(), to));
      new Scan(Nodes.JOB_STORE, range, this::visit).read(stores, after, found);
    }

    private void visit(PartitionStores stores, PartitionStores.Entry entry, Collector found) {
      ScheduleEntry schedule = ScheduleEntry.decode(entry.key(), entry.value());
      if (!states.test(schedule.state())) {
        return;
      }
      Documents.job(stores, schedule.jobId())
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
