// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Looks up Kafka's ids of topics. A topic that is deleted and created again keeps its name but gets
 * a new id.
 */
public interface TopicIdLookup {

  /** The ids by topic name. */
  Map<String, String> of(Collection<String> topics) throws KafkaUnavailableException;

  /** Looks ids up with an admin client; timeout 10 s. */
  static TopicIdLookup from(Admin admin) {
    return topics -> {
      try {
        Map<String, String> ids = new HashMap<>();
        admin
            .describeTopics(topics)
            .allTopicNames()
            .get(10, TimeUnit.SECONDS)
            .forEach((name, description) -> ids.put(name, description.topicId().toString()));
        return ids;
      } catch (ExecutionException | TimeoutException e) {
        throw new KafkaUnavailableException("Kafka does not describe the topics", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaUnavailableException("interrupted while asking for topics", e);
      }
    };
  }
}
