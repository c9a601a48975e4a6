// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import dev.carteiro.cli.transactions.HangingTransactionRepairer;
import dev.carteiro.cli.transactions.TransactionMarkerDecision;
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
public final class StartupTransactionRepair {
  private static final Logger LOG = LoggerFactory.getLogger(StartupTransactionRepair.class);

  private StartupTransactionRepair() {}

  public static void run(KafkaSettings kafka) {
    try (HangingTransactionRepairer repair = new HangingTransactionRepairer(kafka, Duration.ZERO)) {
      List<TransactionMarkerDecision> plan = repair.plan();
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
                  .filter(one -> one.outcome() != TransactionMarkerDecision.MarkerOutcome.UNDECIDED)
                  .toList())
          .forEach(failure -> LOG.error("a transaction still hangs reason={}", failure));
    } catch (ExecutionException | KafkaException | IllegalStateException e) {
      LOG.error("whether transactions hang is not known: ./carteiro doctor", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
