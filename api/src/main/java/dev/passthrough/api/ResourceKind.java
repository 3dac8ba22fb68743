package dev.passthrough.api;

/** What makes up a resource; each entry has exactly one. */
public sealed interface ResourceKind permits VirtualFunctions, DeviceRequest, MediatedDevices {}
