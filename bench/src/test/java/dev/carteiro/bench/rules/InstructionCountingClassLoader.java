// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * Loads the project's classes and Jackson's so that they count the bytecode instructions that they
 * execute, block by block. Java's own classes are not counted: they differ between its versions. A
 * block that an exception leaves counts whole.
 */
final class InstructionCountingClassLoader extends ClassLoader {
  private static final String OURS = "dev.carteiro.";
  private static final String LIBRARY = "com.fasterxml.jackson.";

  InstructionCountingClassLoader(ClassLoader parent) {
    super(parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    boolean counted =
        (name.startsWith(OURS) || name.startsWith(LIBRARY))
            && !name.equals(InstructionCounter.class.getName());
    if (!counted) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in =
        getParent().getResourceAsStream(name.replace('.', '/').concat(".class"))) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] counting = counting(in.readAllBytes(), name.startsWith(OURS) ? "ours" : "libraries");
      return defineClass(name, counting, 0, counting.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static byte[] counting(byte[] original, String counter) {
    ClassNode type = new ClassNode();
    new ClassReader(original).accept(type, 0);
    for (MethodNode method : type.methods) {
      if (method.instructions.size() > 0) {
        count(method, counter);
      }
    }
    // The blocks and their frames stay as they are; only the stack may be one deeper.
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    type.accept(writer);
    return writer.toByteArray();
  }

  private static void count(MethodNode method, String counter) {
    Set<LabelNode> targets = targets(method);
    AbstractInsnNode first = null;
    int instructions = 0;
    for (AbstractInsnNode node : method.instructions.toArray()) {
      if (node instanceof LabelNode label && targets.contains(label)) {
        insert(method.instructions, first, instructions, counter);
        first = null;
        instructions = 0;
      } else if (node.getOpcode() >= 0) {
        first = first == null ? node : first;
        instructions++;
        if (endsBlock(node)) {
          insert(method.instructions, first, instructions, counter);
          first = null;
          instructions = 0;
        }
      }
    }
    insert(method.instructions, first, instructions, counter);
  }

  private static Set<LabelNode> targets(MethodNode method) {
    Set<LabelNode> targets = new HashSet<>();
    for (AbstractInsnNode node : method.instructions) {
      if (node instanceof JumpInsnNode jump) {
        targets.add(jump.label);
      } else if (node instanceof TableSwitchInsnNode table) {
        targets.addAll(table.labels);
        targets.add(table.dflt);
      } else if (node instanceof LookupSwitchInsnNode lookup) {
        targets.addAll(lookup.labels);
        targets.add(lookup.dflt);
      }
    }
    for (TryCatchBlockNode block : method.tryCatchBlocks) {
      targets.add(block.handler);
    }
    return targets;
  }

  private static boolean endsBlock(AbstractInsnNode node) {
    int opcode = node.getOpcode();
    return node instanceof JumpInsnNode
        || node instanceof TableSwitchInsnNode
        || node instanceof LookupSwitchInsnNode
        || opcode == Opcodes.ATHROW
        || (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN);
  }

  private static void insert(
      InsnList all, AbstractInsnNode first, int instructions, String counter) {
    if (first == null) {
      return;
    }
    InsnList counting = new InsnList();
    counting.add(constant(instructions));
    counting.add(
        new MethodInsnNode(
            Opcodes.INVOKESTATIC,
            Type.getInternalName(InstructionCounter.class),
            counter,
            "(I)V",
            false));
    if (first.getOpcode() == Opcodes.NEW) {
      // Frames name an object that is not constructed yet by the label right before its NEW.
      all.insert(first, counting);
    } else {
      all.insertBefore(first, counting);
    }
  }

  private static AbstractInsnNode constant(int number) {
    if (number <= 5) {
      return new InsnNode(Opcodes.ICONST_0 + number);
    }
    return number <= Short.MAX_VALUE
        ? new IntInsnNode(Opcodes.SIPUSH, number)
        : new LdcInsnNode(number);
  }
}
