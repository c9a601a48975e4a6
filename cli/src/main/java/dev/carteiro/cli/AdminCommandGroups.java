// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.BridgeClientSettings;
import dev.carteiro.cli.command.LocalServiceAddresses;
import dev.carteiro.cli.command.PlainTextTable;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.command.StandaloneSettings;
import dev.carteiro.cli.instances.InstanceAddCommand;
import dev.carteiro.cli.instances.InstanceListCommand;
import dev.carteiro.cli.instances.InstancePauseCommand;
import dev.carteiro.cli.instances.InstanceRemoveCommand;
import dev.carteiro.cli.instances.InstanceShowCommand;
import dev.carteiro.cli.instances.InstanceUpdateCommand;
import dev.carteiro.cli.tenants.ApiKeyCreateCommand;
import dev.carteiro.cli.tenants.ApiKeyListCommand;
import dev.carteiro.cli.tenants.ApiKeyRevokeCommand;
import dev.carteiro.cli.tenants.TenantAddCommand;
import dev.carteiro.cli.tenants.TenantListCommand;
import dev.carteiro.config.Environment;
import dev.carteiro.config.Setting;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Builds the command groups {@code instances}, {@code tenants} and {@code keys}, and holds what all
 * commands that call the bridge share: client, list printing and command specs.
 */
public final class AdminCommandGroups {
  /**
   * The bridge client's settings and the data directory: options of every command that calls the
   * bridge.
   */
  static final List<Setting<?>> SETTINGS = settings();

  private AdminCommandGroups() {}

  static void addAll(CommandLine cli, Environment environment) {
    CarteiroCommandLine.add(
        cli,
        group(
            "instances",
            "Registers WhatsApp numbers (Evolution's instances) with their tenants.",
            spec(new InstanceAddCommand(environment)),
            spec(new InstanceListCommand(environment)),
            spec(new InstanceShowCommand(environment)),
            SettingOptions.spec(new InstanceUpdateCommand(environment), OutboxCommandGroups.BOTH),
            named(
                "pause",
                "Holds what it has not sent yet.",
                new InstancePauseCommand(environment, "pause")),
            named(
                "resume",
                "Lets a paused instance go on.",
                new InstancePauseCommand(environment, "resume")),
            spec(new InstanceRemoveCommand(environment))));
    CarteiroCommandLine.add(
        cli,
        group(
            "tenants",
            "Manages tenants.",
            spec(new TenantAddCommand(environment)),
            spec(new TenantListCommand(environment))));
    CarteiroCommandLine.add(
        cli,
        group(
            "keys",
            "Manages API keys.",
            spec(new ApiKeyCreateCommand(environment)),
            spec(new ApiKeyListCommand(environment)),
            spec(new ApiKeyRevokeCommand(environment))));
  }

  /** Creates a bridge client from the command's options, laid over the environment. */
  public static BridgeClient client(Environment environment, CommandSpec command) {
    return BridgeClient.from(
        LocalServiceAddresses.under(SettingOptions.over(environment, command, SETTINGS)));
  }

  /**
   * Prints one page of a list as a table, and the option that selects the next page.
   *
   * @param columns JSON field names by heading
   */
  public static void print(PrintWriter out, JsonNode answer, Map<String, String> columns) {
    PlainTextTable table = new PlainTextTable(List.copyOf(columns.keySet()));
    for (JsonNode row : answer.path("items")) {
      table.add(columns.values().stream().map(field -> row.at("/" + field).asText("")).toList());
    }
    table.print(out);
    if (answer.hasNonNull("next")) {
      out.println("more: --after " + answer.path("next").asText());
    }
    out.flush();
  }

  /** Builds the columns of a list from alternating headings and JSON field names, in order. */
  public static Map<String, String> columns(String... headingsAndFields) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < headingsAndFields.length; i += 2) {
      columns.put(headingsAndFields[i], headingsAndFields[i + 1]);
    }
    return columns;
  }

  /** Creates a command that only groups subcommands. */
  static CommandSpec group(String name, String description, CommandSpec... commands) {
    CommandSpec group = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
    group.usageMessage().description(description);
    CommandLine line = new CommandLine(group);
    for (CommandSpec command : commands) {
      CarteiroCommandLine.add(line, command);
    }
    return group;
  }

  private static CommandSpec named(String name, String description, Object command) {
    CommandSpec named = spec(command).name(name);
    named.usageMessage().description(description);
    return named;
  }

  private static CommandSpec spec(Object command) {
    return SettingOptions.spec(command, SETTINGS);
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(BridgeClientSettings.settings());
    settings.add(StandaloneSettings.DATA_DIR);
    return List.copyOf(settings);
  }
}
