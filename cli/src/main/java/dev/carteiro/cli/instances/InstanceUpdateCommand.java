// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.cli.OutboxCommandGroups;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command {@code instances update}: changes the given fields of an instance's binding. */
@Command(
    name = "update",
    description = "Changes what is named of an instance that is registered; the rest stays.")
public final class InstanceUpdateCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private InstanceNameOptions instance;

  @Option(
      names = "--tenant",
      paramLabel = "ID",
      description = "Moves it to another tenant; what is stored stays where it is.")
  private String tenant;

  @Option(
      names = "--clear",
      split = ",",
      paramLabel = "WHAT",
      description =
          "Takes back what was said, of ${COMPLETION-CANDIDATES}. Without an id and a token webhooks are believed"
              + " whatever they carry.")
  private List<ClearableField> cleared = new ArrayList<>();

  @Option(
      names = "--from-dead-letter",
      paramLabel = "ID",
      description =
          "Takes Evolution's id and the token's hash from a dead letter INSTANCE_ID_MISMATCH or APIKEY_MISMATCH of"
              + " this instance: for one that was deleted and made again. Needs the database.")
  private String deadLetter;

  @Mixin private InstanceBindingOptions options;

  /** A field that {@code --clear} can empty. */
  enum ClearableField {
    EVOLUTION_INSTANCE_ID("evolutionInstanceId"),
    APIKEY("apikey"),
    EVOLUTION_URLS("evolutionUrls"),
    CREDENTIAL("credential"),
    RATE("ratePerMinute"),
    INTEGRATION("integration");

    private final String field;

    ClearableField(String field) {
      this.field = field;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public InstanceUpdateCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    BridgeClient bridge = AdminCommandGroups.client(environment, spec);
    JsonNode before = bridge.get(instance.path(), instance.query());
    ObjectNode fields = fields(before);
    PrintWriter out = spec.commandLine().getOut();
    JsonNode after = bridge.patch(instance.path(), instance.query(), fields);
    out.println("instance " + instance.name() + ":");
    InstanceBindingPrinter.printChanges(out, before, after);
    return ExitCode.OK.code();
  }

  private ObjectNode fields(JsonNode before) {
    ObjectNode fields = options.fields();
    if (tenant != null) {
      fields.put("tenantId", tenant);
    }
    if (deadLetter != null) {
      ObjectNode claimed =
          WebhookSourceIdentity.of(
                  deadLetter,
                  instance.key(),
                  OutboxCommandGroups.database(environment, spec, OutboxCommandGroups.BOTH))
              .over(before);
      require(claimed, fields, "--from-dead-letter");
      fields.setAll(claimed);
    }
    for (ClearableField one : cleared) {
      // A token is given in clear, or as the fingerprint that a dead letter shows.
      boolean given =
          fields.has(one.field) || (one.field.equals("apikey") && fields.has("apikeyFingerprint"));
      if (given) {
        throw new ParameterException(
            spec.commandLine(), "--clear=" + one + " and a value for it exclude each other");
      }
      fields.putNull(one.field);
    }
    if (fields.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "name at least one thing to change");
    }
    return fields;
  }

  private void require(ObjectNode claimed, ObjectNode fields, String option) {
    boolean twice =
        (claimed.has("evolutionInstanceId") && fields.has("evolutionInstanceId"))
            || (claimed.has("apikeyFingerprint") && fields.has("apikey"));
    if (twice) {
      throw new ParameterException(
          spec.commandLine(), option + " and a value for the same exclude each other");
    }
  }
}
