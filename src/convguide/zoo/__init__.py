"""Published networks as data, and what was published about them."""

from convguide.zoo.alexnets import alexnet
from convguide.zoo.catalogue import NETWORKS
from convguide.zoo.comparing import PUBLISHED, QUANTITIES, Comparison, compare
from convguide.zoo.convnexts import convnext_t
from convguide.zoo.convolutions import Conv, Depthwise
from convguide.zoo.densenets import densenet121
from convguide.zoo.efficientnets import efficientnet_b0
from convguide.zoo.googlenets import googlenet
from convguide.zoo.joins import Add, Concat, CropConcat, Multiply, Stack
from convguide.zoo.layers import Layer
from convguide.zoo.lenets import RBF, Subsampling, connections, lenet5
from convguide.zoo.mobilenets import mobilenet_v1, mobilenet_v2
from convguide.zoo.networks import Network
from convguide.zoo.printed import Paper, Published
from convguide.zoo.resnets import ZeroChannels, resnet
from convguide.zoo.special_convolutions import ConvTranspose, Masked
from convguide.zoo.squeezenets import squeezenet
from convguide.zoo.unets import unet
from convguide.zoo.units import Dense, Flatten, GlobalPool, Norm, Pool, Scale
from convguide.zoo.vggs import vgg
from convguide.zoo.xceptions import xception

__all__ = [
    "NETWORKS",
    "PUBLISHED",
    "QUANTITIES",
    "RBF",
    "Add",
    "Comparison",
    "Concat",
    "Conv",
    "ConvTranspose",
    "CropConcat",
    "Dense",
    "Depthwise",
    "Flatten",
    "GlobalPool",
    "Layer",
    "Masked",
    "Multiply",
    "Network",
    "Norm",
    "Paper",
    "Pool",
    "Published",
    "Scale",
    "Stack",
    "Subsampling",
    "ZeroChannels",
    "alexnet",
    "compare",
    "connections",
    "convnext_t",
    "densenet121",
    "efficientnet_b0",
    "googlenet",
    "lenet5",
    "mobilenet_v1",
    "mobilenet_v2",
    "resnet",
    "squeezenet",
    "unet",
    "vgg",
    "xception",
]
