// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.reset;

import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The topology's offsets, internal topics and open transactions in Kafka, for {@code reset}. */
record StreamsApplicationState(Admin admin, String where, String application)
    implements AutoCloseable {
  private static final int TIMEOUT_MS = 10_000;

  /** Input topics that are read again after a reset: rows and messages have ids of their own. */
  static final Set<Topic> READ_AGAIN = EnumSet.of(Topic.WEBHOOK, Topic.INSTANCE);

  /** Input topics that are skipped: without the state of what was sent they would send again. */
  static final Set<Topic> PASSED_OVER =
      EnumSet.of(
          Topic.SEND_MESSAGE,
          Topic.SCHEDULE_MESSAGE,
          Topic.SEND_RESULT,
          Topic.PERMIT_REQUEST,
          Topic.PERMIT);

  /** One step; {@code what} is an infinitive, printed after "would". */
  record ResetStep(String what, ResetAction action) {}

  @FunctionalInterface
  interface ResetAction {
    void run() throws Exception;
  }

  static StreamsApplicationState at(KafkaSettings kafka, String application) {
    Map<String, Object> properties = KafkaClientProperties.common(kafka, "carteiro-reset");
    properties.put("default.api.timeout.ms", TIMEOUT_MS);
    properties.put("request.timeout.ms", TIMEOUT_MS);
    return new StreamsApplicationState(
        Admin.create(properties), kafka.bootstrapServers(), application);
  }

  /** Fails, naming the group, if one has members. */
  void requireStopped(List<String> groups) {
    for (GroupListing group : listed(groups)) {
      GroupState state = group.groupState().orElse(GroupState.UNKNOWN);
      if (state != GroupState.EMPTY && state != GroupState.DEAD) {
        throw new CommandFailedException(
            "the group %s is %s: stop its processes first (Kafka removes the members of killed processes within a minute)"
                .formatted(group.groupId(), state));
      }
    }
  }

  /**
   * Lists the steps that remove the state that exists. It is safe to stop after any step: the
   * offsets of the send topics are moved to the end before the state of what was sent is deleted.
   */
  List<ResetStep> steps() {
    List<ResetStep> steps = new ArrayList<>();
    List<String> open = openTransactions();
    if (!open.isEmpty()) {
      steps.add(
          new ResetStep("abort transactions " + open, () -> get(admin.fenceProducers(open).all())));
    }
    List<String> internal = internalTopics();
    Optional<GroupListing> group = listed(List.of(application)).stream().findFirst();
    if (group.isPresent() || !internal.isEmpty()) {
      boolean streams =
          group.flatMap(GroupListing::type).filter(GroupType.STREAMS::equals).isPresent();
      steps.add(
          new ResetStep(
              "set the offsets of the group %s to the end of %s: what was accepted is not sent again"
                  .formatted(application, names(PASSED_OVER)),
              () -> passOver(streams)));
      steps.add(
          new ResetStep(
              "delete the offsets of the group %s in %s".formatted(application, names(READ_AGAIN)),
              () -> readAgain(streams)));
    }
    for (String topic : internal) {
      steps.add(
          new ResetStep(
              "delete the topic " + topic, () -> get(admin.deleteTopics(List.of(topic)).all())));
    }
    return steps;
  }

  /** Lists the step that deletes a consumer group; empty if the group does not exist. */
  List<ResetStep> steps(String consumerGroup) {
    return listed(List.of(consumerGroup)).stream()
        .map(
            group ->
                new ResetStep(
                    "delete the group " + group.groupId() + " with its offsets",
                    () -> get(admin.deleteConsumerGroups(List.of(group.groupId())).all())))
        .toList();
  }

  private void passOver(boolean streams) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions(PASSED_OVER).forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, OffsetAndMetadata> ends =
        get(admin.listOffsets(latest).all()).entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, end -> new OffsetAndMetadata(end.getValue().offset())));
    get(
        streams
            ? admin.alterStreamsGroupOffsets(application, ends).all()
            : admin.alterConsumerGroupOffsets(application, ends).all());
  }

  private void readAgain(boolean streams) {
    Set<TopicPartition> partitions = partitions(READ_AGAIN);
    get(
        streams
            ? admin.deleteStreamsGroupOffsets(application, partitions).all()
            : admin.deleteConsumerGroupOffsets(application, partitions).all());
  }

  private Set<TopicPartition> partitions(Set<Topic> topics) {
    List<String> names = topics.stream().map(Topic::topicName).toList();
    return get(admin.describeTopics(names).allTopicNames()).values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .collect(Collectors.toSet());
  }

  private static String names(Set<Topic> topics) {
    return topics.stream().map(Topic::topicName).collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    admin.close();
  }

  private Collection<GroupListing> listed(List<String> groups) {
    return get(admin.listGroups().all()).stream()
        .filter(group -> groups.contains(group.groupId()))
        .toList();
  }

  private List<String> internalTopics() {
    return get(admin.listTopics().names()).stream()
        .filter(name -> name.startsWith(application + "-"))
        .filter(name -> name.endsWith("-changelog") || name.endsWith("-repartition"))
        .sorted()
        .toList();
  }

  private List<String> openTransactions() {
    return get(admin.listTransactions().all()).stream()
        .filter(transaction -> transaction.transactionalId().startsWith(application + "-"))
        .filter(transaction -> transaction.state() == TransactionState.ONGOING)
        .map(TransactionListing::transactionalId)
        .toList();
  }

  private <T> T get(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new CommandFailedException(
          "Kafka at %s answers: %s (the embedded one runs only with up; --data deletes its data)"
              .formatted(where, e.getCause().getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }
}
