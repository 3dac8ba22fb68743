package dev.passthrough.host.inventory;

import java.util.List;
import java.util.Optional;

/**
 * Devices that the IOMMU cannot keep apart from each other.
 *
 * @param type how DMA is translated: {@code DMA}, {@code DMA-FQ}, {@code identity}
 * @param others members that are no PCI functions, such as platform devices
 */
public record IommuGroup(int number, Optional<String> type, List<String> others) {
  public IommuGroup {
    others = List.copyOf(others);
  }
}
