// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import java.util.List;

/** The demo's data: two companies, their numbers, and what they and their contacts write. */
final class DemoCompanies {
  private static final int CONTACTS = 5;

  static final List<DemoCompany> COMPANIES =
      List.of(
          new DemoCompany(
              "padaria",
              "Padaria do Bairro",
              List.of("business", "padaria-entregas"),
              List.of(
                  "Bom dia! Vocês abrem hoje?",
                  "Quero encomendar um bolo de chocolate 🎂",
                  "Tem pão de queijo quentinho?",
                  "Meu pedido já saiu?",
                  "Obrigada, chegou tudo certo!"),
              List.of(
                  "Olá! Estamos abertos até as 20h.",
                  "Anotado! Fica pronto amanhã às 10h.",
                  "Saiu agora para entrega 🛵")),
          new DemoCompany(
              "clinica",
              "Clínica Boa Vista",
              List.of("clinica-agenda", "clinica-retorno"),
              List.of(
                  "Posso remarcar minha consulta?",
                  "O resultado do exame já está pronto?",
                  "Qual o endereço, por favor?",
                  "Confirmo para amanhã às 14h",
                  "Vou me atrasar 10 minutos"),
              List.of(
                  "Claro, temos horário na quinta às 9h.",
                  "Sua consulta está confirmada ✅",
                  "Já avisamos a médica, até logo!")));

  private DemoCompanies() {}

  /** A company, which is a tenant; its contacts write the questions, and it writes the answers. */
  record DemoCompany(
      String id,
      String name,
      List<String> instances,
      List<String> questions,
      List<String> answers) {

    /** A São Paulo mobile number that belongs to nobody. */
    String contact(String instance, int person) {
      return "55119999%02d0%02d"
          .formatted(Math.floorMod(instance.hashCode(), 100), person % CONTACTS);
    }
  }

  /** The API key of an instance on the fake server; no secret, as it opens nothing else. */
  static String token(String instance) {
    return "demo-token-" + instance;
  }

  static String credential(String instance) {
    return "demo-" + instance;
  }

  static String ownJid(String instance) {
    return "551140%06d@s.whatsapp.net".formatted(Math.floorMod(instance.hashCode(), 1_000_000));
  }
}
