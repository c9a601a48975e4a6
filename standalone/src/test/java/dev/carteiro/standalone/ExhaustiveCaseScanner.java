// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;

/**
 * Finds what would pass over a new constant of one of the project's enumerations or a new case of
 * one of its sealed types without an error of the compiler: a switch with a default, a switch
 * statement that does not name every constant, a sequence of two or more type tests, and a cast
 * from a sealed type to one of its cases. Such code calls a method of the sealed type instead. A
 * single type test is allowed.
 */
final class ExhaustiveCaseScanner extends TreePathScanner<Void, Void> {
  private static final String PROJECT = "dev.carteiro.";

  private final Trees trees;
  private final Types types;
  private final List<String> silent = new ArrayList<>();
  private final Set<Tree> seen = new HashSet<>();

  ExhaustiveCaseScanner(JavacTask task) {
    trees = Trees.instance(task);
    types = task.getTypes();
  }

  List<String> silent() {
    return silent;
  }

  @Override
  public Void visitSwitch(SwitchTree node, Void unused) {
    if (isProjectEnum(node.getExpression()) && !namesEveryConstant(node)) {
      report(node);
    }
    return super.visitSwitch(node, unused);
  }

  @Override
  public Void visitSwitchExpression(SwitchExpressionTree node, Void unused) {
    boolean hasDefault = node.getCases().stream().anyMatch(ExhaustiveCaseScanner::isDefault);
    if (hasDefault && isProjectEnum(node.getExpression())) {
      report(node);
    }
    return super.visitSwitchExpression(node, unused);
  }

  @Override
  public Void visitBlock(BlockTree node, Void unused) {
    List<? extends StatementTree> statements = node.getStatements();
    for (int from = 0; from < statements.size(); from++) {
      if (statements.get(from) instanceof IfTree first && !seen.contains(first)) {
        List<ExpressionTree> conditions = new ArrayList<>();
        Tree last = null;
        int at = from;
        while (last == null
            && at < statements.size()
            && statements.get(at) instanceof IfTree next) {
          last = chain(next, conditions);
          at++;
        }
        if (last == null
            && at < statements.size()
            && statements.get(at) instanceof ReturnTree end
            && bare(end.getExpression()) instanceof ConditionalExpressionTree choice) {
          chain(choice, conditions);
        }
        judge(first, conditions);
      }
    }
    return super.visitBlock(node, unused);
  }

  @Override
  public Void visitConditionalExpression(ConditionalExpressionTree node, Void unused) {
    if (!seen.contains(node)) {
      List<ExpressionTree> conditions = new ArrayList<>();
      chain(node, conditions);
      judge(node, conditions);
    }
    return super.visitConditionalExpression(node, unused);
  }

  /** Adds the conditions of if, else if, …; returns the last else, or null. */
  private Tree chain(IfTree first, List<ExpressionTree> conditions) {
    Tree at = first;
    while (at instanceof IfTree next) {
      seen.add(next);
      conditions.add(next.getCondition());
      at = next.getElseStatement();
    }
    return at;
  }

  /** Adds the conditions of a ? b : c ? d : …. */
  private void chain(ConditionalExpressionTree first, List<ExpressionTree> conditions) {
    ExpressionTree at = first;
    while (bare(at) instanceof ConditionalExpressionTree next) {
      seen.add(next);
      conditions.add(next.getCondition());
      at = next.getFalseExpression();
    }
  }

  private void judge(Tree place, List<ExpressionTree> conditions) {
    Map<String, Set<String>> asked = new HashMap<>();
    for (ExpressionTree condition : conditions) {
      for (InstanceOfTree question : questions(condition)) {
        Tree tested = question.getPattern() == null ? question.getType() : question.getPattern();
        TypeMirror type = trees.getTypeMirror(path(tested));
        sealedAbove(type)
            .forEach(
                above ->
                    asked.computeIfAbsent(above, name -> new HashSet<>()).add(type.toString()));
      }
    }
    if (asked.values().stream().anyMatch(cases -> cases.size() > 1)) {
      report(place);
    }
  }

  @Override
  public Void visitTypeCast(TypeCastTree node, Void unused) {
    TypeMirror from = trees.getTypeMirror(path(node.getExpression()));
    if (sealedAbove(trees.getTypeMirror(path(node.getType()))).contains("" + from)) {
      report(node);
    }
    return super.visitTypeCast(node, unused);
  }

  private TypeElement element(TypeMirror type) {
    return (TypeElement) types.asElement(type);
  }

  /** The names of the project's sealed types above a type. */
  private Set<String> sealedAbove(TypeMirror type) {
    Set<String> found = new HashSet<>();
    if (type == null || type.getKind() != TypeKind.DECLARED) {
      return found;
    }
    for (TypeMirror above : types.directSupertypes(type)) {
      TypeElement element = element(above);
      if (element.getModifiers().contains(Modifier.SEALED) && isProjects(element)) {
        found.add(element.toString());
      }
      found.addAll(sealedAbove(above));
    }
    return found;
  }

  private static List<InstanceOfTree> questions(Tree condition) {
    Tree tree = bare(condition);
    if (tree instanceof InstanceOfTree question) {
      return List.of(question);
    }
    List<InstanceOfTree> found = new ArrayList<>();
    if (tree instanceof BinaryTree both) {
      found.addAll(questions(both.getLeftOperand()));
      found.addAll(questions(both.getRightOperand()));
    }
    return found;
  }

  private static Tree bare(Tree tree) {
    return tree instanceof ParenthesizedTree inner ? bare(inner.getExpression()) : tree;
  }

  private boolean isProjectEnum(ExpressionTree selector) {
    TypeMirror type = trees.getTypeMirror(path(selector));
    Element element = type == null ? null : types.asElement(type);
    return element != null && element.getKind() == ElementKind.ENUM && isProjects(element);
  }

  private static boolean isProjects(Element element) {
    return element.toString().startsWith(PROJECT);
  }

  private boolean namesEveryConstant(SwitchTree node) {
    Set<String> named = new HashSet<>();
    for (CaseTree found : node.getCases()) {
      if (isDefault(found)) {
        return false;
      }
      found.getExpressions().forEach(constant -> named.add(constant.toString()));
    }
    return types
        .asElement(trees.getTypeMirror(path(node.getExpression())))
        .getEnclosedElements()
        .stream()
        .filter(element -> element.getKind() == ElementKind.ENUM_CONSTANT)
        .allMatch(constant -> named.contains(constant.getSimpleName().toString()));
  }

  private static boolean isDefault(CaseTree tree) {
    return tree.getExpressions().isEmpty();
  }

  private TreePath path(Tree tree) {
    return trees.getPath(getCurrentPath().getCompilationUnit(), tree);
  }

  private void report(Tree tree) {
    TreePath method = getCurrentPath();
    while (method != null && !(method.getLeaf() instanceof MethodTree)) {
      method = method.getParentPath();
    }
    var unit = getCurrentPath().getCompilationUnit();
    long at = trees.getSourcePositions().getStartPosition(unit, tree);
    silent.add(
        "%s:%d: %s"
            .formatted(
                unit.getSourceFile().getName().replaceAll(".*[/\\\\]", ""),
                unit.getLineMap().getLineNumber(at),
                method == null ? "?" : ((MethodTree) method.getLeaf()).getName()));
  }
}
