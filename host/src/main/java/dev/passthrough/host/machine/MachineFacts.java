package dev.passthrough.host.machine;

import dev.passthrough.host.bootconfig.BootConfiguration;
import dev.passthrough.host.bootconfig.KernelCommandLine;
import dev.passthrough.host.kernellog.KernelLog;

/**
 * A machine apart from its devices, at one moment.
 *
 * @param architecture as {@code uname -m} prints it
 * @param commandLine of the running kernel
 * @param sriovBuilt whether the kernel was built to make virtual functions (CONFIG_PCI_IOV)
 * @param lockdown {@code none}, {@code integrity} or {@code confidentiality} (kernel_lockdown(7))
 */
public record MachineFacts(
    Fact<String> architecture,
    Fact<KernelRelease> kernel,
    Fact<String> bootId,
    Fact<KernelCommandLine> commandLine,
    Fact<Cpu> cpu,
    Iommu iommu,
    Fact<Modules> modules,
    Fact<Boolean> sriovBuilt,
    BootConfiguration boot,
    Fact<InitramfsTool> initramfs,
    Fact<Boolean> secureBoot,
    Fact<String> lockdown,
    Fact<KernelLog> log) {}
