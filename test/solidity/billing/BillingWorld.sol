// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IStreamPayment} from "../../../contracts/interfaces/IStreamPayment.sol";
import {IStreamRegistry} from "../../../contracts/interfaces/IStreamRegistry.sol";
import {MockUSDC} from "../../../contracts/mocks/MockUSDC.sol";
import {MockWETH9} from "../../../contracts/mocks/MockWETH9.sol";
import {StreamBilling} from "../../../contracts/StreamBilling.sol";
import {StreamRegistry} from "../../../contracts/StreamRegistry.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {BillingJournal} from "./BillingJournal.sol";

/**
 * @title BillingWorld
 * @notice Who and what a sequence of calls is about, drawn from the runner's numbers, and the one way to make a call.
 *
 * Two tenants, one with two streams and one with one, pass between three owners; three people watch, tip and sponsor.
 * Streams pay a person, or their own account, or their tenant's. Two meters draw ids from two hundred, so that they
 * repeat themselves.
 */
abstract contract BillingWorld is BillingJournal {
    struct World {
        IStreamPayment ledger;
        StreamRegistry registry;
        StreamBilling billing;
        StreamVault[2] vaults;
        MockWETH9 weth;
        MockUSDC usdc;
        address pauser;
        address unpauser;
        address lister;
        address governor;
        address registrar;
        address rateSetter;
        address meterKeeper;
    }

    struct Announcement {
        uint256 price;
        uint256 from;
    }

    uint16 internal constant KIND = 1;
    bytes4 private constant PANIC = 0x4e487b71;
    uint256 public constant TENANTS = 2;
    uint256 public constant STREAMS = 3;
    uint32 public constant METERS = 2;

    /// @notice Ids that records come with, around a border of words.
    uint256 public constant FIRST_ID = 200;
    uint256 public constant IDS = 200;

    uint96 private constant DEFAULT_CAP = 50_000;

    World internal world;
    address[3] public people = [_named("ann"), _named("ben"), _named("cem")];
    address[3] public owners = [_named("dora"), _named("emil"), _named("fay")];
    address internal stranger = _named("stranger");

    /// @notice Ids of the tenants, then of the streams.
    bytes32[5] public names;

    /// @notice Every account that can ever hold something.
    address[] public allAccounts;

    /// @notice How often what a function of this handler is about got through, whatever it prepared for that.
    mapping(bytes4 action => uint256 times) public done;

    mapping(uint32 meterNo => address key) internal keys;
    mapping(bytes32 tenantId => mapping(address vault => uint256 cap)) internal caps;
    mapping(address vault => Announcement[] list) private _announcements;

    constructor(World memory world_) {
        world = world_;
        (ledger, registry, billing) = (world_.ledger, world_.registry, world_.billing);
        platform = ledger.platformAccount();
    }

    /* SET-UP: once, after the handler may mint */

    function open() external {
        for (uint256 i = 0; i < TENANTS; ++i) {
            vm.prank(world.registrar);
            names[i] = registry.createTenant(string.concat("tenant", vm.toString(i)), owners[i]);
            vm.prank(world.registrar);
            billing.setStreamBalances(names[i], true);
        }
        for (uint256 i = 0; i < STREAMS; ++i) {
            names[TENANTS + i] = registry.streamIdOf(_tenantOf(i), _label(i));
            _create(i, _payee(i, i));
        }
        for (uint32 i = 1; i <= METERS; ++i) {
            keys[i] = _named(string.concat("meter", vm.toString(i)));
            vm.prank(world.meterKeeper);
            billing.addMeter(keys[i]);
        }
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(world.governor);
            billing.setDefaultCap(_vault(i), DEFAULT_CAP);
            _announced(_vault(i), 3);
            vm.prank(world.rateSetter);
            billing.announceRate(KIND, _vault(i), 3);
        }
        _skip(billing.RATE_NOTICE());
        _listAccounts();
    }

    /* READS */

    function accountCount() external view returns (uint256) {
        return allAccounts.length;
    }

    /* CALLS */

    /// @dev Makes the call that an action is about.
    function _call(address caller, address target, bytes memory data, bool expected) internal {
        if (_try(caller, target, data, expected)) ++done[msg.sig];
    }

    /// @dev Makes a call and enters its events. It must succeed if and only if that is `expected`, and be refused for a
    /// reason.
    function _try(address caller, address target, bytes memory data, bool expected) internal returns (bool success) {
        vm.recordLogs();
        vm.prank(caller);
        bytes memory result;
        (success, result) = target.call(data);
        vm.assertEq(success, expected, "accepted or refused otherwise than foreseen");
        if (success) {
            _enter(vm.getRecordedLogs());
        } else {
            vm.assertTrue(result.length >= 4 && bytes4(result) != PANIC, "a panic, or no reason");
        }
    }

    /* GHOSTS */

    /// @dev Forgets what was announced and is not in force yet.
    function _announced(address vault, uint256 price) internal {
        Announcement[] storage list = _announcements[vault];
        if (list.length != 0 && list[list.length - 1].from > block.timestamp) list.pop();
        list.push(Announcement(price, block.timestamp + billing.RATE_NOTICE()));
    }

    /// @inheritdoc BillingJournal
    function _priceNow(uint16 kind, address vault) internal view override returns (uint256) {
        Announcement[] storage list = _announcements[vault];
        if (kind != KIND) return 0;
        for (uint256 i = list.length; i > 0; --i) {
            if (list[i - 1].from <= block.timestamp) return list[i - 1].price;
        }
        return 0;
    }

    /// @inheritdoc BillingJournal
    function _capNow(bytes32 tenantId, address vault) internal view override returns (uint256 cap) {
        cap = caps[tenantId][vault];
        if (cap == 0) cap = DEFAULT_CAP;
    }

    /* HELPERS: who and what */

    function _vault(uint256 seed) internal view returns (address) {
        return address(world.vaults[seed % 2]);
    }

    function _person(uint256 seed) internal view returns (address) {
        return people[seed % people.length];
    }

    function _name(uint256 seed) internal view returns (bytes32) {
        return names[seed % names.length];
    }

    function _stream(uint256 seed) internal view returns (bytes32) {
        return names[TENANTS + (seed % STREAMS)];
    }

    /// @dev The first tenant has two streams.
    function _tenantOf(uint256 stream) internal view returns (bytes32) {
        return names[stream % STREAMS == 2 ? 1 : 0];
    }

    function _ownerOf(bytes32 name) internal view returns (address) {
        return registry.nodeOf(name).owner;
    }

    function _stops(bytes32 name) internal view returns (uint8) {
        return ledger.termsOf(name).stops;
    }

    function _arrears(bytes32 name, address vault) internal view returns (uint256 shares) {
        (shares, ) = billing.arrearsOf(name, vault);
    }

    function _balance(bytes32 name, address vault) internal view returns (uint256) {
        return ledger.balanceOf(ledger.accountOf(name), uint160(vault));
    }

    /// @dev What a stream pays to: itself, its tenant, another stream, or a person.
    function _payee(uint256 stream, uint256 seed) internal view returns (address) {
        seed = seed % 6;
        if (seed < 3) return ledger.accountOf(_stream(stream));
        if (seed == 3) return ledger.accountOf(_tenantOf(stream));
        if (seed == 4) return ledger.accountOf(_stream((stream % 16) + 1));
        return _person(stream);
    }

    /// @dev Creates a stream for sale in the vaults that are listed.
    function _create(uint256 stream, address payee) internal {
        uint256 listed = 0;
        IStreamRegistry.PriceInput[] memory prices = new IStreamRegistry.PriceInput[](2);
        for (uint256 i = 0; i < 2; ++i) {
            if (ledger.isListed(_vault(i))) {
                prices[listed++] = IStreamRegistry.PriceInput(_vault(i), 0, 7 + 20 * i, 600);
            }
        }
        assembly ("memory-safe") {
            mstore(prices, listed)
        }
        bytes32 tenantId = _tenantOf(stream);
        bytes memory data = abi.encodeCall(IStreamRegistry.createStream, (tenantId, _label(stream), payee, "", prices));
        _call(_ownerOf(tenantId), address(registry), data, true);
    }

    function _label(uint256 stream) internal pure returns (string memory) {
        return string.concat("stream", vm.toString(stream % STREAMS));
    }

    /// @dev What closes something, or takes it away, happens less often than the rest, lest nothing ever go on.
    function _closes(uint256 mood) internal pure returns (bool) {
        return mood % 5 == 0;
    }

    /// @dev Fresh assets for this contract, which the ledger may take.
    function _mint(address vault, uint256 amount) internal {
        if (vault == _vault(0)) {
            vm.deal(address(this), amount);
            world.weth.deposit{value: amount}();
        } else {
            world.usdc.mint(address(this), amount);
        }
        IERC20(StreamVault(vault).asset()).approve(address(ledger), amount);
    }

    function _listAccounts() private {
        for (uint256 i = 0; i < 3; ++i) {
            allAccounts.push(people[i]);
            allAccounts.push(owners[i]);
        }
        for (uint256 i = 0; i < names.length; ++i) {
            address account = ledger.accountOf(names[i]);
            nameOf[account] = names[i];
            allAccounts.push(account);
        }
        for (uint256 i = 0; i < STREAMS; ++i) allAccounts.push(ledger.watchAccountOf(_stream(i)));
        allAccounts.push(platform);
        allAccounts.push(stranger);
        allAccounts.push(address(ledger));
        allAccounts.push(address(billing));
    }
}
