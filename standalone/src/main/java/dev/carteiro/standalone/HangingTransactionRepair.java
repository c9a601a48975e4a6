// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.cli.transaction.MarkerDecision;
import dev.carteiro.cli.transaction.TransactionRepair;
import dev.carteiro.config.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the hanging transactions of a Kafka in which nobody has begun a transaction yet. What cannot
 * be read or ended is logged, and raises the alert {@code TRANSACTION_HANGING} while it lasts.
 */
final class HangingTransactionRepair {
  private static final Logger LOG = LoggerFactory.getLogger(HangingTransactionRepair.class);

  private HangingTransactionRepair() {}

  static void run(KafkaSettings kafka) {
    try (TransactionRepair repair = new TransactionRepair(kafka, Duration.ZERO)) {
      List<MarkerDecision> plan = repair.plan();
      plan.forEach(
          one ->
              LOG.warn(
                  "a transaction hangs end={} transaction={} reason={}",
                  one.outcome(),
                  one.transaction().summary(),
                  one.reason()));
      repair
          .apply(
              plan.stream()
                  .filter(one -> one.outcome() != MarkerDecision.Outcome.UNDECIDED)
                  .toList())
          .forEach(failure -> LOG.error("a transaction still hangs reason={}", failure));
    } catch (ExecutionException | KafkaException | IllegalStateException e) {
      LOG.error("whether transactions hang is not known: ./carteiro doctor", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
