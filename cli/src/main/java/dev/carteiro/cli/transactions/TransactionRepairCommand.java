// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.transactions;

import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.LocalServiceAddresses;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.command.StandaloneSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.LogSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.runtime.LoggingConfigurator;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Command {@code transactions repair}: ends hanging Kafka transactions as the coordinators' log
 * decides. Without {@code --execute} it only prints the decisions.
 */
@Command(
    name = "repair",
    description = {
      "Finds transactions of Kafka that are open in a partition and that nobody will end, and says"
          + " how the coordinators' log ends each: what was to commit is committed, what was not is"
          + " aborted. Does it with --execute.",
      "What the log has forgotten is left alone, unless --undecided says how to end it. An abort of"
          + " what was committed may send a message a second time, and a commit of what was not may"
          + " show one that was never accepted."
    })
public final class TransactionRepairCommand implements Callable<Integer> {
  public static final List<Setting<?>> SETTINGS = settings();
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final Environment environment;

  @Spec private CommandSpec spec;

  @Option(names = "--execute", description = "Do it.")
  private boolean execute;

  @Option(
      names = "--undecided",
      paramLabel = "END",
      description = "How to end those that the log has forgotten: ${COMPLETION-CANDIDATES}.")
  private UndecidedOutcome undecided;

  /** The outcome that a person chooses where the log does not decide. */
  enum UndecidedOutcome {
    COMMIT,
    ABORT
  }

  public TransactionRepairCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Environment given =
        LocalServiceAddresses.under(SettingOptions.over(environment, spec, SETTINGS));
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.ERROR));
    LoggingConfigurator.onlyErrors("org.apache.kafka");
    PrintWriter out = spec.commandLine().getOut();
    try (HangingTransactionRepairer repair =
        new HangingTransactionRepairer(KafkaSettings.from(given), BETWEEN_LOOKS)) {
      List<TransactionMarkerDecision> plan = repair.plan().stream().map(this::decided).toList();
      plan.forEach(
          one ->
              out.printf(
                  "%-9s  %s: %s%n", one.outcome(), one.transaction().summary(), one.reason()));
      if (plan.isEmpty()) {
        out.println("no transaction hangs");
        return ExitCode.OK.code();
      }
      return execute ? apply(repair, plan, out) : dryRun(out);
    } catch (ExecutionException e) {
      throw new CommandFailedException("Kafka does not say: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    } finally {
      out.flush();
    }
  }

  private static int dryRun(PrintWriter out) {
    out.println("nothing was changed; add --execute to do it");
    return ExitCode.OK.code();
  }

  private static int apply(
      HangingTransactionRepairer repair, List<TransactionMarkerDecision> plan, PrintWriter out)
      throws ExecutionException, InterruptedException {
    List<TransactionMarkerDecision> decided =
        plan.stream()
            .filter(one -> one.outcome() != TransactionMarkerDecision.MarkerOutcome.UNDECIDED)
            .toList();
    List<String> failures = repair.apply(decided);
    failures.forEach(line -> out.println("failed: " + line));
    out.printf("%d of %d transactions ended%n", decided.size() - failures.size(), plan.size());
    return (failures.isEmpty() && decided.size() == plan.size() ? ExitCode.OK : ExitCode.FAILED)
        .code();
  }

  private TransactionMarkerDecision decided(TransactionMarkerDecision one) {
    if (one.outcome() != TransactionMarkerDecision.MarkerOutcome.UNDECIDED || undecided == null) {
      return one;
    }
    return one.decided(
        switch (undecided) {
          case COMMIT -> TransactionMarkerDecision.MarkerOutcome.COMMIT;
          case ABORT -> TransactionMarkerDecision.MarkerOutcome.ABORT;
        });
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(KafkaSettings.settings());
    settings.add(StandaloneSettings.DATA_DIR);
    return List.copyOf(settings);
  }
}
