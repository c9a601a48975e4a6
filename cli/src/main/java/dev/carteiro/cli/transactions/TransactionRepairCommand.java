// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.transactions;

import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.DataDirectory;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.transactions.TransactionMarkerDecision.MarkerOutcome;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.LogSettings;
import dev.carteiro.runtime.LoggingConfigurator;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Command {@code transactions repair}: ends hanging Kafka transactions as the coordinators' log
 * decides. Without {@code --execute} it only prints the decisions.
 */
@Command(
    name = "repair",
    description = {
      "Finds hanging transactions: those that are open in a partition although no coordinator will end them. Lists how"
          + " each has to end, committed or aborted, by the coordinators' log; does it with --execute.",
      "Transactions whose end is no longer in the log are not touched, unless --undecided says how to end them. Aborting"
          + " what was committed may send a message a second time; committing what was not may show one that was"
          + " never accepted."
    })
final class TransactionRepairCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  @Mixin
  private SettingOptions settings = new SettingOptions(KafkaSettings.class, DataDirectory.class);

  @Option(names = "--execute", description = "Do it, instead of listing them.")
  private boolean execute;

  @Option(
      names = "--undecided",
      paramLabel = "END",
      description = "How to end those that are no longer in the log: ${COMPLETION-CANDIDATES}.")
  private UndecidedOutcome undecided;

  /** The outcome that a person chooses where the log does not decide. */
  enum UndecidedOutcome {
    COMMIT,
    ABORT
  }

  @Override
  public Integer call() throws InterruptedException {
    Environment given = settings.environmentWithLocalServices();
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.ERROR));
    LoggingConfigurator.onlyErrors("org.apache.kafka");
    PrintWriter out = settings.out();
    try (HangingTransactionRepairer repair =
        new HangingTransactionRepairer(given.bind(KafkaSettings.class), BETWEEN_LOOKS)) {
      List<TransactionMarkerDecision> plan = repair.plan().stream().map(this::decided).toList();
      plan.forEach(
          one ->
              out.printf(
                  "%-9s  %s: %s%n", one.outcome(), one.transaction().summary(), one.reason()));
      if (plan.isEmpty()) {
        out.println("no transaction hangs");
      } else if (execute) {
        return apply(repair, plan, out);
      } else {
        out.println("nothing was changed; add --execute to do it");
      }
      return ExitCode.OK.code();
    } catch (ExecutionException e) {
      throw new CommandFailedException("Kafka does not answer: " + e.getCause().getMessage(), e);
    }
  }

  private static int apply(
      HangingTransactionRepairer repair, List<TransactionMarkerDecision> plan, PrintWriter out)
      throws ExecutionException, InterruptedException {
    List<TransactionMarkerDecision> decided =
        plan.stream().filter(one -> one.outcome() != MarkerOutcome.UNDECIDED).toList();
    List<String> failures = repair.apply(decided);
    failures.forEach(line -> out.println("failed: " + line));
    out.printf("%d of %d transactions ended%n", decided.size() - failures.size(), plan.size());
    return (failures.isEmpty() && decided.size() == plan.size() ? ExitCode.OK : ExitCode.FAILED)
        .code();
  }

  private TransactionMarkerDecision decided(TransactionMarkerDecision one) {
    return one.outcome() == MarkerOutcome.UNDECIDED && undecided != null
        ? one.decided(MarkerOutcome.valueOf(undecided.name()))
        : one;
  }
}
