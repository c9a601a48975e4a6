// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.config.ClientSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.Setting;
import dev.carteiro.config.StandaloneSettings;
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
final class AdminCommands {
  /**
   * The bridge client's settings and the data directory: options of every command that calls the
   * bridge.
   */
  static final List<Setting<?>> SETTINGS = settings();

  private AdminCommands() {}

  static void addAll(CommandLine cli, Environment environment) {
    Cli.add(
        cli,
        group(
            "instances",
            "Registers WhatsApp numbers (Evolution's instances) with their tenants.",
            spec(new InstancesAdd(environment)),
            spec(new InstancesList(environment)),
            spec(new InstancesShow(environment)),
            spec(new InstancesUpdate(environment), OutboxCommands.BOTH),
            named(
                "pause",
                "Holds what it has not sent yet.",
                new InstancesPause(environment, "pause")),
            named(
                "resume",
                "Lets a paused instance go on.",
                new InstancesPause(environment, "resume")),
            spec(new InstancesRemove(environment))));
    Cli.add(
        cli,
        group(
            "tenants",
            "Manages tenants.",
            spec(new TenantsAdd(environment)),
            spec(new TenantsList(environment))));
    Cli.add(
        cli,
        group(
            "keys",
            "Manages API keys.",
            spec(new KeysCreate(environment)),
            spec(new KeysList(environment)),
            spec(new KeysRevoke(environment))));
  }

  /** Creates a bridge client from the command's options, laid over the environment. */
  static BridgeClient client(Environment environment, CommandSpec command) {
    return BridgeClient.from(
        LocalServices.under(SettingOptions.over(environment, command, SETTINGS)));
  }

  /**
   * Prints one page of a list as a table, and the option that selects the next page.
   *
   * @param columns JSON field names by heading
   */
  static void print(PrintWriter out, JsonNode answer, Map<String, String> columns) {
    Table table = new Table(List.copyOf(columns.keySet()));
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
  static Map<String, String> columns(String... headingsAndFields) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < headingsAndFields.length; i += 2) {
      columns.put(headingsAndFields[i], headingsAndFields[i + 1]);
    }
    return columns;
  }

  /** Creates the spec of an annotated command and adds an option for each setting. */
  static CommandSpec spec(Object command, List<Setting<?>> settings) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    SettingOptions.add(spec, settings);
    return spec;
  }

  /** Creates a command that only groups subcommands. */
  static CommandSpec group(String name, String description, CommandSpec... commands) {
    CommandSpec group = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
    group.usageMessage().description(description);
    CommandLine line = new CommandLine(group);
    for (CommandSpec command : commands) {
      Cli.add(line, command);
    }
    return group;
  }

  private static CommandSpec named(String name, String description, Object command) {
    CommandSpec named = spec(command).name(name);
    named.usageMessage().description(description);
    return named;
  }

  private static CommandSpec spec(Object command) {
    return spec(command, SETTINGS);
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(ClientSettings.settings());
    settings.add(StandaloneSettings.DATA_DIR);
    return List.copyOf(settings);
  }
}
