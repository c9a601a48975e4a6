// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import java.io.PrintWriter;
import java.util.Map;

/** Prints the demo's numbers and keys, and the commands to try first. */
final class DemoInstructionsPrinter {
  private static final String FIRST_MESSAGE =
      "{\"instanceName\":\"business\",\"phoneNumber\":\"5511999999999\",\"message\":\"Olá!\"}";

  private DemoInstructionsPrinter() {}

  static void print(PrintWriter out, String bridge, String evolution, Map<String, String> keys) {
    out.println();
    out.println("The demo plays: contacts write, companies answer. No WhatsApp is touched.");
    DemoCompanies.COMPANIES.forEach(
        company ->
            out.printf(
                "  %-8s numbers %s, sender key %s%n",
                company.id(), String.join(" and ", company.instances()), keys.get(company.id())));
    out.println("  Send a message:");
    out.printf(
        "    curl -sS %s/api/whatsapp/send-message -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '%s'%n",
        bridge, keys.get("padaria"), FIRST_MESSAGE);
    out.println("  What became of it:");
    out.println(
        "    ./carteiro query \"select id, instance, status, accepted_at, sent_at, delivered_at, read_at from"
            + " whatsapp_message_log order by created_at desc limit 5\"");
    out.println("  The conversations:");
    out.println(
        "    ./carteiro query \"select tenant_id, instance, push_name, text, status from messages limit 20\"");
    out.println("  What really arrived:");
    out.println("    curl -sS " + evolution + "/fake/delivered");
    out.println("  Break something, and mend it with '{\"faults\":{}}':");
    out.printf(
        "    curl -sS %s/fake/faults -d '{\"faults\":{\"shares\":{\"http_503\":0.5}}}'%n",
        evolution);
    out.flush();
  }
}
