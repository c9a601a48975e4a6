// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import dev.carteiro.config.Environment;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.SettingDefinition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * A mixin that gives a command an option for each of some settings. The option of a secret names a
 * file that holds it, because any user of the machine can read command lines. The mixin also has
 * the output of its command.
 */
@Command
public class SettingOptions {
  private final List<SettingDefinition<?>> settings;
  private Environment environment;
  private CommandSpec command;

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public SettingOptions(Class<? extends Record>... types) {
    settings = SettingDefinition.of(List.of(types));
  }

  /** Adds the options wherever a command has this mixin; two mixins may share settings. */
  public static void addAll(CommandLine line, Environment environment) {
    CommandSpec command = line.getCommandSpec();
    for (CommandSpec mixin : command.mixins().values()) {
      if (mixin.userObject() instanceof SettingOptions options) {
        options.environment = environment;
        options.command = command;
        options.settings.stream()
            .filter(setting -> !command.optionsMap().containsKey(optionName(setting)))
            .forEach(setting -> command.addOption(option(setting)));
      }
    }
    line.getSubcommands().values().forEach(subcommand -> addAll(subcommand, environment));
  }

  /** The environment with the options of the command line over it. */
  public Environment environment() {
    Map<String, String> given = new HashMap<>();
    for (SettingDefinition<?> setting : settings) {
      String text =
          command.commandLine().getParseResult().matchedOptionValue(optionName(setting), null);
      if (text != null) {
        given.put(setting.name(), setting.secret() ? content(setting, text) : text);
      }
    }
    return environment.with(given);
  }

  /** {@link #environment} with the addresses of the services of a local {@code up}. */
  public Environment environmentWithLocalServices() {
    return LocalServiceAddresses.under(environment());
  }

  public PrintWriter out() {
    return command.commandLine().getOut();
  }

  public PrintWriter err() {
    return command.commandLine().getErr();
  }

  /** The exception for arguments that do not fit together. */
  public ParameterException invalid(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private static String optionName(SettingDefinition<?> setting) {
    return setting.option() + (setting.secret() ? "-file" : "");
  }

  private static OptionSpec option(SettingDefinition<?> setting) {
    String source =
        setting.secret()
            ? "Environment: %1$s, or %1$s_FILE.".formatted(setting.name())
            : "Environment: %s.".formatted(setting.name());
    String standard =
        setting.defaultText() == null || setting.defaultText().isEmpty()
            ? ""
            : " Default: " + setting.defaultText() + ".";
    return OptionSpec.builder(optionName(setting))
        .paramLabel(setting.secret() ? "FILE" : "VALUE")
        .type(String.class)
        // Picocli reads % as a format.
        .description((setting.description() + standard + " " + source).replace("%", "%%"))
        .build();
  }

  private static String content(SettingDefinition<?> setting, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new InvalidSettingException(
          setting.name(), "names a file that cannot be read: " + file, e);
    }
  }
}
